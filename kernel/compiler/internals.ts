/** The few parts of stock TypeScript that its declarations leave out. */
import ts from "typescript";

/** A source file after binding, with what a program notes on its files. */
export interface BoundFile extends ts.SourceFile {
	/** What stands around it: names that it does not declare are looked up there. */
	parent: ts.SourceFile;
	/** The names of its top level. */
	locals?: Map<string, ts.Symbol>;
	/** All words in it that are names. */
	identifiers: ReadonlyMap<string, string>;
	parseDiagnostics: ts.Diagnostic[];
	/** `declare global` and `declare module "x"`. */
	moduleAugmentations: readonly unknown[];
	nodeCount: number;
	/** How types of this file are called elsewhere: `import("cell [3]").P`. */
	moduleName?: string;
}

/** A program through which the checker finds files and modules: both can be answered from elsewhere. */
export interface OpenProgram extends ts.Program {
	getResolvedModule(
		file: ts.SourceFile,
		specifier: string,
		mode: ts.ResolutionMode,
	): ts.ResolvedModuleWithFailedLookupLocations | undefined;
	forEachResolvedModule(
		call: (resolution: ts.ResolvedModuleWithFailedLookupLocations, specifier: string) => void,
		file: ts.SourceFile,
	): void;
}

interface Internals {
	bindSourceFile(file: ts.SourceFile, options: ts.CompilerOptions): void;
	nullTransformationContext: ts.TransformationContext;
}

export const internals = ts as unknown as typeof ts & Internals;

/** A checker that tells which names JSX calls: `React` or what the options and pragmas of the file say. */
export interface JsxChecker extends ts.TypeChecker {
	getJsxNamespace(file: ts.SourceFile): string;
	getJsxFragmentFactory(file: ts.SourceFile): string | undefined;
}
