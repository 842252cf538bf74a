/** Hover: the type of what stands at the cursor and its documentation, or the signature of the call around it. */
import ts from "typescript";
import type { CellCompiler } from "./cells";
import { behind, unaliased } from "./explain";
import { markdownTags, markdownText, plainTags, plainText } from "./tsdoc";

export interface Inspection {
	plain: string;
	markdown: string;
}

/** Of a declaration that is shown in full, so many lines. */
const MOST_LINES = 60;

/** @param detail - With 1, the declaration too. */
export function inspect(compiler: CellCompiler, source: string, offset: number, detail = 0): Inspection | undefined {
	compiler.look(source);
	const isAtWord = /[\p{ID_Continue}$]$/u.test(source.slice(0, offset));
	const position = compiler.bench.prefix.length + offset;
	return isAtWord
		? (hover(compiler, position, detail) ?? signature(compiler, position))
		: (signature(compiler, position) ?? hover(compiler, position, detail));
}

function hover({ bench }: CellCompiler, position: number, detail: number): Inspection | undefined {
	for (const at of [position, position - 1]) {
		const info =
			at >= bench.prefix.length ? bench.program.service.getQuickInfoAtPosition(bench.cell.fileName, at) : undefined;
		if (info && isKnown(info)) {
			const { displayParts } = info;
			const { documentation, tags } = info.documentation?.length ? info : (documented(bench, at) ?? info);
			const declared = detail > 0 ? declaration(bench, at) : "";
			return join([
				code(withoutAlias(plainText(displayParts))),
				both(documentation),
				{ plain: plainTags(tags), markdown: markdownTags(tags) },
				declared ? { plain: declared, markdown: `**Declaration**\n\n${code(declared).markdown}` } : EMPTY,
			]);
		}
	}
	return undefined;
}

/** `(alias) function f(): void` and the line `export f` below are about how a name came here, not what it is. */
function withoutAlias(text: string): string {
	return text.startsWith("(alias) ") ? text.slice("(alias) ".length).replace(/\n(import|export) [^\n]*$/, "") : text;
}

/** The words of the function behind `declare const f: typeof f_`. */
function documented(
	bench: CellCompiler["bench"],
	position: number,
): Pick<ts.QuickInfo, "documentation" | "tags"> | undefined {
	const { checker } = bench.program;
	const symbol = symbolAt(checker, bench.cell, position);
	const meant = symbol && behind(checker, unaliased(checker, symbol));
	return meant && { documentation: meant.getDocumentationComment(checker), tags: meant.getJsDocTags(checker) };
}

function symbolAt(checker: ts.TypeChecker, node: ts.Node, position: number): ts.Symbol | undefined {
	const inner = ts.forEachChild(node, (child) =>
		child.pos <= position && position <= child.end && child.getStart() <= position ? child : undefined,
	);
	return inner
		? symbolAt(checker, inner, position)
		: ts.isIdentifier(node)
			? checker.getSymbolAtLocation(node)
			: undefined;
}

/** The call around the cursor; the parameter that the cursor stands for is bold. */
function signature({ bench }: CellCompiler, position: number): Inspection | undefined {
	const help = bench.program.service.getSignatureHelpItems(bench.cell.fileName, position, undefined);
	const chosen = help?.items[help.selectedItemIndex];
	if (!help || !chosen) {
		return undefined;
	}
	// Of several forms TypeScript takes the first that fits, for `new Map(` the one without parameters.
	const item =
		chosen.parameters.length > 0 ? chosen : (help.items.find(({ parameters }) => parameters.length > 0) ?? chosen);
	const parameters = item.parameters.map((parameter) => plainText(parameter.displayParts));
	const between = plainText(item.separatorDisplayParts);
	const [before, after] = [plainText(item.prefixDisplayParts), plainText(item.suffixDisplayParts)];
	const last = item.parameters.length - 1;
	const at = item.isVariadic ? Math.min(help.argumentIndex, last) : help.argumentIndex;
	const bold = parameters.map((text, index) => (index === at ? `**${asText(text)}**` : asText(text)));
	const others = help.items.length - 1;
	const tags = item.tags.filter((tag) => !/^(param|template)$/.test(tag.name));
	return join([
		{
			plain: before + parameters.join(between) + after,
			markdown: asText(before) + bold.join(asText(between)) + asText(after),
		},
		item.parameters[at] ? current(item.parameters[at]) : EMPTY,
		both(item.documentation),
		{ plain: plainTags(tags), markdown: markdownTags(tags) },
		others > 0 ? both([{ kind: "text", text: `and ${others} more ${others === 1 ? "form" : "forms"}` }]) : EMPTY,
	]);
}

function current({ name, documentation }: ts.SignatureHelpParameter): Inspection {
	const [plain, markdown] = [plainText(documentation), markdownText(documentation)].map((text) =>
		text.replace(/^-\s*/, ""),
	);
	return plain ? { plain: `${name} - ${plain}`, markdown: `**${asText(name)}** - ${markdown}` } : EMPTY;
}

const EMPTY: Inspection = { plain: "", markdown: "" };

/** An unknown name is answered with the type any and no kind. */
function isKnown(info: ts.QuickInfo): boolean {
	return info.kind !== ts.ScriptElementKind.unknown && plainText(info.displayParts) !== "any";
}

/** The source of the declaration, as far as it is not too long. */
function declaration(bench: CellCompiler["bench"], position: number): string {
	const [found] = bench.program.service.getDefinitionAtPosition(bench.cell.fileName, position) ?? [];
	const file = found && bench.program.current.getSourceFile(found.fileName);
	const span = found?.contextSpan;
	if (!file || !span) {
		return "";
	}
	const lines = file.text.slice(span.start, span.start + span.length).split("\n");
	return lines.length > MOST_LINES ? [...lines.slice(0, MOST_LINES), "…"].join("\n") : lines.join("\n");
}

function code(text: string): Inspection {
	return { plain: text, markdown: `\`\`\`typescript\n${text}\n\`\`\`` };
}

function both(parts: ts.SymbolDisplayPart[] | undefined): Inspection {
	return { plain: plainText(parts), markdown: markdownText(parts) };
}

function join(parts: readonly Inspection[]): Inspection {
	const all = (form: keyof Inspection) =>
		parts
			.map((part) => part[form])
			.filter(Boolean)
			.join("\n\n");
	return { plain: all("plain"), markdown: all("markdown") };
}

/** Code as Markdown text, in which a part may be bold. */
function asText(text: string): string {
	return text.replace(/[\\`*_{}[\]<>()#+\-.!|~$]/g, "\\$&").replace(/\n/g, " ");
}
