/** An expression of the debugger's console as JavaScript. */
import ts from "typescript";

/**
 * @param scoped - Names that mean variables of earlier cells.
 * @param owner - The object that has them.
 * @throws where the source is no expression.
 */
export function toExpression(source: string, scoped: readonly string[], owner: string): string {
	const names = new Set(scoped);
	const { outputText, diagnostics = [] } = ts.transpileModule(`(${source}\n)`, {
		reportDiagnostics: true,
		compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext, isolatedModules: true },
		transformers: { before: [(context) => (file) => scope(file, names, owner, context)] },
	});
	const [fault] = diagnostics;
	if (fault) {
		throw new Error(`evaluate: ${ts.flattenDiagnosticMessageText(fault.messageText, "\n")}`);
	}
	return outputText;
}

function scope(file: ts.SourceFile, names: ReadonlySet<string>, owner: string, context: ts.TransformationContext) {
	const { factory } = context;
	const visit = (node: ts.Node, hidden: ReadonlySet<string>): ts.Node => {
		if (ts.isFunctionLike(node)) {
			const own = node.parameters.flatMap(({ name }) => bound(name));
			return ts.visitEachChild(node, (child) => visit(child, new Set([...hidden, ...own])), context);
		}
		if (ts.isShorthandPropertyAssignment(node) && names.has(node.name.text) && !hidden.has(node.name.text)) {
			return factory.createPropertyAssignment(node.name.text, property(node.name.text));
		}
		if (ts.isIdentifier(node) && names.has(node.text) && !hidden.has(node.text) && isVariable(node)) {
			return property(node.text);
		}
		return ts.visitEachChild(node, (child) => visit(child, hidden), context);
	};
	const property = (name: string) =>
		factory.createPropertyAccessExpression(factory.createIdentifier(`${owner}.names`), name);
	return ts.visitEachChild(file, (node) => visit(node, new Set()), context);
}

function bound(name: ts.BindingName): string[] {
	return ts.isIdentifier(name)
		? [name.text]
		: name.elements.flatMap((element) => (ts.isOmittedExpression(element) ? [] : bound(element.name)));
}

/** Whether an identifier reads or writes a variable: no property's name, no parameter. */
function isVariable(node: ts.Identifier): boolean {
	const { parent } = node;
	return !(
		parent &&
		((ts.isPropertyAccessExpression(parent) && parent.name === node) ||
			(ts.isPropertyAssignment(parent) && parent.name === node) ||
			(ts.isParameter(parent) && parent.name === node) ||
			(ts.isMethodDeclaration(parent) && parent.name === node) ||
			(ts.isBindingElement(parent) && (parent.name === node || parent.propertyName === node)))
	);
}
