/** What a cell adds to types that others declare: `declare global {…}` and `declare module "x" {…}`. */
import ts from "typescript";

const MAY_ADD = /\bdeclare\s+(global|module)\b/;

/** Additions apart from all other declarations. */
export function split(declarations: string): { own: string; added: string } {
	const blocks = additions(declarations);
	let own = declarations;
	for (const { pos, end } of [...blocks].reverse()) {
		own = own.slice(0, pos) + own.slice(end);
	}
	return { own, added: blocks.map((block) => `${block.getText()}\n`).join("") };
}

/**
 * The additions without what `source` declares anew: a cell that was changed and runs again shall not contradict itself.
 */
export function withoutThoseOf(source: string, added: string): string {
	if (!MAY_ADD.test(source)) {
		return added;
	}
	const anew = new Set(additions(source).flatMap((block) => members(block).flatMap((part) => names(block, part))));
	let text = added;
	for (const block of additions(added).reverse()) {
		for (const part of members(block).reverse()) {
			if (names(block, part).some((name) => anew.has(name))) {
				text = text.slice(0, part.pos) + text.slice(part.end);
			}
		}
	}
	return text;
}

function additions(text: string): ts.ModuleDeclaration[] {
	if (!MAY_ADD.test(text)) {
		return [];
	}
	const file = ts.createSourceFile("cell.ts", text, ts.ScriptTarget.Latest, true);
	return file.statements.filter(ts.isModuleDeclaration).filter(isAddition);
}

function isAddition(block: ts.ModuleDeclaration): boolean {
	return ts.isStringLiteral(block.name) || (block.flags & ts.NodeFlags.GlobalAugmentation) !== 0;
}

function members({ body }: ts.ModuleDeclaration): ts.Statement[] {
	return body && ts.isModuleBlock(body) ? [...body.statements] : [];
}

/** What a part of a block declares, with the block's own name before it. */
function names({ name: block }: ts.ModuleDeclaration, part: ts.Statement): string[] {
	const declared = ts.isVariableStatement(part)
		? part.declarationList.declarations.map(({ name }) => name)
		: [(part as ts.DeclarationStatement).name];
	return declared.flatMap((name) => (name ? [`${block.text} ${name.getText()}`] : []));
}
