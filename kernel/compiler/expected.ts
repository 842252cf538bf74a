/** What a place in the cell expects: the parameter of the call, the type of the variable. */
import ts from "typescript";

interface Checker extends ts.TypeChecker {
	/** Not public: the type of an argument that is not written yet. */
	getContextualTypeForArgumentAtIndex?(call: ts.CallLikeExpression, index: number): ts.Type | undefined;
}

/** Tells whether a type fits at `position`; undefined where anything does. */
export function expectedType(
	checker: Checker,
	file: ts.SourceFile,
	position: number,
): ((type: ts.Type) => boolean) | undefined {
	const expected = typeAt(checker, file, position);
	if (!expected || expected.flags & (ts.TypeFlags.Any | ts.TypeFlags.Unknown | ts.TypeFlags.TypeParameter)) {
		return undefined;
	}
	return (type) => !(type.flags & ts.TypeFlags.Any) && checker.isTypeAssignableTo(type, expected);
}

function typeAt(checker: Checker, file: ts.SourceFile, position: number): ts.Type | undefined {
	const node = innermost(file, position);
	if (ts.isIdentifier(node) && ts.isExpression(node)) {
		return checker.getContextualType(node);
	}
	if (ts.isCallExpression(node) || ts.isNewExpression(node)) {
		const index = (node.arguments ?? []).filter((argument) => argument.end < position).length;
		return checker.getContextualTypeForArgumentAtIndex?.(node, index);
	}
	return undefined;
}

/** The smallest node that ends at or after `position` and starts before it. */
function innermost(node: ts.Node, position: number): ts.Node {
	const inner = ts.forEachChild(node, (child) =>
		child.pos < position && position <= child.end && child.getStart() < position ? child : undefined,
	);
	return inner ? innermost(inner, position) : node;
}
