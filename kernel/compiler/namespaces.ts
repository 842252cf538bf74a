/** Namespaces and `declare global` of earlier cells: the converter hands on all declarations but these. */
import ts from "typescript";

const MAY_DECLARE = /\b(namespace|module|global)\b/;

/**
 * The declarations without the globals that `source` declares anew: a cell that was changed and runs again shall not
 * contradict itself.
 */
export function withoutGlobalsOf(source: string, declarations: string): string {
	if (!/\bdeclare\s+(global|module)\b/.test(source) || !MAY_DECLARE.test(declarations)) {
		return declarations;
	}
	const anew = new Set(augmentations(source).flatMap((block) => members(block).flatMap((part) => names(block, part))));
	let text = declarations;
	for (const block of augmentations(declarations).reverse()) {
		for (const part of members(block).reverse()) {
			if (names(block, part).some((name) => anew.has(name))) {
				text = text.slice(0, part.pos) + text.slice(part.end);
			}
		}
	}
	return text;
}

/** The namespaces and augmentations among `declarations`, without those whose name is declared again. */
export function keptNamespaces(declarations: string, isRedeclared: (name: string) => boolean): string {
	if (!MAY_DECLARE.test(declarations)) {
		return "";
	}
	return parse(declarations)
		.statements.filter(ts.isModuleDeclaration)
		.filter((block) => isAugmentation(block) || !isRedeclared(block.name.text))
		.map((block) => `${block.getText()}\n`)
		.join("");
}

function parse(text: string): ts.SourceFile {
	return ts.createSourceFile("cell.ts", text, ts.ScriptTarget.Latest, true);
}

/** `declare global {…}` and `declare module "x" {…}`. */
function augmentations(text: string): ts.ModuleDeclaration[] {
	return parse(text).statements.filter(ts.isModuleDeclaration).filter(isAugmentation);
}

function isAugmentation(block: ts.ModuleDeclaration): boolean {
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
