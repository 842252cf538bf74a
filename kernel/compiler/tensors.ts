/** Whether code touches tensors: only then is the engine loaded, and only then do its types cost anything. */
import ts from "typescript";
import { TENSOR_GLOBALS } from "./bench";

/** A cheap guess on the text, never wrong with "no". */
export function mayTouchTensors(text: string): boolean {
	return /\b(tf|attention)\b/.test(text);
}

/** Whether `file` uses the global `tf` or `attention`, or imports the packages behind them. */
export function touchesTensors(program: ts.Program, file: ts.SourceFile): boolean {
	const checker = program.getTypeChecker();
	const isGlobal = (node: ts.Identifier) =>
		(node.text === "tf" || node.text === "attention") &&
		checker
			.getSymbolAtLocation(node)
			?.declarations?.some((declaration) => TENSOR_GLOBALS.includes(declaration.getSourceFile().fileName));
	const visit = (node: ts.Node): boolean =>
		(ts.isIdentifier(node) && isGlobal(node)) ||
		(ts.isStringLiteral(node) && /^@(tensorflow|attention-lab)\//.test(node.text)) ||
		(ts.forEachChild(node, visit) ?? false);
	return visit(file);
}

/**
 * Names types of the engine through the globals, `tf.Tensor` for `import("@tensorflow/tfjs-core").Tensor`: declarations
 * that import nothing new leave the program's structure as it is, which makes the next cell several times faster.
 */
export function withGlobalTypes(declarations: string): string {
	return declarations
		.replace(/\bimport\("@tensorflow\/tfjs(-core|-layers|-data|-converter)?"\)\./g, "tf.")
		.replace(/\bimport\("@attention-lab\/attention"\)\./g, "attention.");
}
