/** The few functions of stock TypeScript that its declarations leave out. */
import ts from "typescript";

interface Internals {
	bindSourceFile(file: ts.SourceFile, options: ts.CompilerOptions): void;
	nullTransformationContext: ts.TransformationContext;
}

export const internals = ts as unknown as typeof ts & Internals;

/** A source file after binding: `locals` are the names of its top level. */
export type BoundFile = ts.SourceFile & { locals?: Map<string, ts.Symbol>; parent: ts.Node };

/** A checker that tells which names JSX calls: `React` or what the options and pragmas of the file say. */
export interface JsxChecker extends ts.TypeChecker {
	getJsxNamespace(file: ts.SourceFile): string;
	getJsxFragmentFactory(file: ts.SourceFile): string | undefined;
}
