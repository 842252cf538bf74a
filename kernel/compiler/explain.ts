/**
 * A symbol in one line, from the text of its declaration: to work out the types of twenty members of a large library
 * takes longer than all the rest of a completion.
 */
import ts from "typescript";
import { markdownText } from "./tsdoc";

export interface Explanation {
	/** Its type, or how it is called. */
	signature?: string;
	/** The first paragraph of its documentation. */
	documentation?: string;
}

const LONGEST = 160;
const Flags = ts.SymbolFlags;
const KINDS = [
	[Flags.Function, "function"],
	[Flags.Class, "class"],
	[Flags.Interface, "interface"],
	[Flags.Enum, "enum"],
	[Flags.TypeAlias, "type"],
	[Flags.Module, "module"],
	[Flags.Variable, "const"],
] as const;

export function explain(checker: ts.TypeChecker, symbol: ts.Symbol, file: ts.SourceFile): Explanation {
	const meant = unaliased(checker, symbol);
	const target = behind(checker, meant);
	const told = declared(target) ?? inferred(checker, meant, file);
	// Where a type comes from, a path of this machine, is not how one calls it.
	const whole = told.replace(/^typeof import\("[^"]*"\)$|import\("[^"]*"\)\./g, "").replace(/\s+/g, " ");
	const signature = whole.length > LONGEST ? `${whole.slice(0, LONGEST)}…` : whole;
	const [documentation] = docs(checker, meant, target).split(/\n\s*\n/);
	return { ...(/^(any)?$/.test(whole) ? {} : { signature }), ...(documentation ? { documentation } : {}) };
}

/** What an import or export of another name stands for. */
export function unaliased(checker: ts.TypeChecker, symbol: ts.Symbol): ts.Symbol {
	return symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
}

/** What an alias is: `function`, `class`, `const` … */
export function kindBehind(checker: ts.TypeChecker, symbol: ts.Symbol): string {
	const { flags } = behind(checker, unaliased(checker, symbol));
	return KINDS.find(([flag]) => flags & flag)?.[1] ?? "alias";
}

/** `declare const softmax: typeof softmax_` is what `softmax_` is. */
export function behind(checker: ts.TypeChecker, symbol: ts.Symbol): ts.Symbol {
	const declaration = symbol.valueDeclaration;
	if (
		declaration &&
		ts.isVariableDeclaration(declaration) &&
		declaration.type &&
		ts.isTypeQueryNode(declaration.type)
	) {
		return checker.getSymbolAtLocation(declaration.type.exprName) ?? symbol;
	}
	return symbol;
}

function docs(checker: ts.TypeChecker, ...symbols: ts.Symbol[]): string {
	return symbols.map((symbol) => markdownText(symbol.getDocumentationComment(checker))).find(Boolean) ?? "";
}

/** What the declaration says itself. */
function declared(symbol: ts.Symbol): string | undefined {
	const declaration = symbol.declarations?.[0];
	if (!declaration) {
		return undefined;
	}
	if (ts.isClassLike(declaration) || ts.isInterfaceDeclaration(declaration) || ts.isModuleDeclaration(declaration)) {
		return "";
	}
	if (ts.isFunctionLike(declaration) && declaration.type) {
		const source = declaration.getSourceFile().text;
		const list = (nodes: ts.NodeArray<ts.Node> | undefined) => (nodes ? source.slice(nodes.pos, nodes.end).trim() : "");
		const generics = declaration.typeParameters ? `<${list(declaration.typeParameters)}>` : "";
		return `${generics}(${list(declaration.parameters)}): ${declaration.type.getText()}`;
	}
	const { type } = declaration as { type?: ts.Node };
	return type && !ts.isTypeQueryNode(type) ? type.getText() : undefined;
}

function inferred(checker: ts.TypeChecker, symbol: ts.Symbol, file: ts.SourceFile): string {
	const type = checker.getTypeOfSymbolAtLocation(symbol, file);
	const [call] = type.getCallSignatures();
	return call ? checker.signatureToString(call, file) : checker.typeToString(type, file);
}
