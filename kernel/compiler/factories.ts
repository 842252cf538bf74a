/**
 * Where JSX calls a factory of an earlier cell, `h(…)` becomes `exports.h(…)`. The converter renames what stands in the
 * cell, and this name does not.
 */
import ts from "typescript";
import type { Bench } from "./bench";
import type { JsxChecker } from "./internals";

export function earlierFactories({ cell, names, program }: Bench): ts.TransformerFactory<ts.SourceFile> {
	const checker = program.checker as JsxChecker;
	const factories = [checker.getJsxNamespace(cell), checker.getJsxFragmentFactory(cell)].filter(
		(name) => name !== undefined && names.has(name) && !cell.locals?.has(name),
	);
	return (context) => {
		const { factory } = context;
		const visit = (node: ts.Node): ts.Node =>
			ts.isIdentifier(node) && node.pos < 0 && factories.includes(node.text)
				? factory.createPropertyAccessExpression(factory.createIdentifier("exports"), node.text)
				: ts.visitEachChild(node, visit, context);
		return (file) => (factories.length > 0 ? ts.visitEachChild(file, visit, context) : file);
	};
}
