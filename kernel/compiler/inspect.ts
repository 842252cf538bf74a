/** Hover: the type of what stands at the cursor and its documentation, or the signature of the call around it. */
import ts from "typescript";
import { PREFIX } from "./bench";
import type { CellCompiler } from "./cells";

export interface Inspection {
	plain: string;
	markdown: string;
}

export function inspect(compiler: CellCompiler, source: string, offset: number): Inspection | undefined {
	const { bench } = compiler;
	compiler.look(source);
	for (const at of [offset, offset - 1]) {
		const info = at >= 0 ? bench.service.getQuickInfoAtPosition(bench.cellFile, PREFIX.length + at) : undefined;
		if (info && isKnown(info)) {
			return draw(text(info.displayParts), text(info.documentation), info.tags);
		}
	}
	const help = bench.service.getSignatureHelpItems(bench.cellFile, PREFIX.length + offset, undefined);
	const item = help?.items[help.selectedItemIndex];
	if (!item) {
		return undefined;
	}
	const parameters = item.parameters.map((parameter) => text(parameter.displayParts));
	const signature =
		text(item.prefixDisplayParts) + parameters.join(text(item.separatorDisplayParts)) + text(item.suffixDisplayParts);
	return draw(signature, text(item.documentation), item.tags);
}

/** An unknown name is answered with the type any and no kind. */
function isKnown(info: ts.QuickInfo): boolean {
	return info.kind !== ts.ScriptElementKind.unknown && text(info.displayParts) !== "any";
}

function text(parts?: ts.SymbolDisplayPart[]): string {
	return ts.displayPartsToString(parts);
}

function draw(signature: string, documentation: string, tags: ts.JSDocTagInfo[] = []): Inspection {
	const plainTags = tags.map((tag) => `@${tag.name} ${text(tag.text)}`.trimEnd());
	const markdownTags = tags.map((tag) => {
		const body = text(tag.text);
		const fenced = tag.name === "example" && !body.includes("```") ? `\n\`\`\`ts\n${body}\n\`\`\`` : ` ${body}`;
		return `*@${tag.name}*${fenced}`.trimEnd();
	});
	const join = (parts: string[]) => parts.filter(Boolean).join("\n\n");
	return {
		plain: join([signature, documentation, plainTags.join("\n")]),
		markdown: join([`\`\`\`typescript\n${signature}\n\`\`\``, documentation, markdownTags.join("\n\n")]),
	};
}
