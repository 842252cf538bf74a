/**
 * The TypeScript that tslab's converter sees: stock TypeScript, plus the internals it expects of its own fork, with
 * watch programs that draw on our {@link Bench} instead of the file system.
 *
 * A watch program would be rebuilt twice for each cell: once to learn the names, once with `export {names}` below.
 * Here the first round is a parse of the cell alone.
 */
import ts from "typescript";
import { type Bench, PREFIX } from "./bench";
import { earlierFactories } from "./factories";
import { internals } from "./internals";
import type { Emitted } from "./unit";

/** What one conversion leaves behind besides the converter's own result. */
export interface Trace {
	/** Turns the program's output into CommonJS. */
	toCommonJs(js: string): string;
	emitted: Emitted;
	diagnostics: readonly ts.Diagnostic[];
	/** The cell asks for no check of its types. */
	isUnchecked: boolean;
	/** Where the cell ends: below stands what the converter adds. */
	limit: number;
}

interface WatchSystem {
	readFile(path: string): string | undefined;
	watchFile(path: string, callback: () => void): ts.FileWatcher;
	setTimeout(callback: () => void): unknown;
}

interface WatchHost {
	sys: WatchSystem;
	rootFiles: string[];
	afterProgramCreate(builder: unknown): void;
}

export function typescriptFor(bench: Bench, trace: Trace): object {
	return {
		...ts,
		sys: Object.assign(Object.create(ts.sys), { getCurrentDirectory: () => bench.folder }),
		getDefaultTypeRoots: () => bench.options.typeRoots,
		getNullTransformationContext: () => internals.nullTransformationContext,
		getPreEmitDiagnosticsOfFiles: (program: ts.Program, files: ts.SourceFile[]) => {
			trace.diagnostics = files
				.flatMap((file) => (trace.isUnchecked ? program.getSyntacticDiagnostics(file) : problems(program, file)))
				.filter(({ category, start = 0 }) => category === ts.DiagnosticCategory.Error && start <= trace.limit);
			return trace.diagnostics;
		},
		transpileModule: (js: string) => ({ outputText: trace.toCommonJs(js) }),
		createWatchCompilerHost: (rootFiles: string[], _options: unknown, sys: WatchSystem) => ({ sys, rootFiles }),
		createWatchProgram: (host: WatchHost) => watchProgram(bench, trace, host),
	};
}

/** What a package without declarations is told for: it may be used all the same, as `any`. */
const UNTYPED_PACKAGE = 7016;

/** Faults of one file; where it does not parse, only those: the rest would be noise. */
export function problems(program: ts.Program, file: ts.SourceFile): readonly ts.Diagnostic[] {
	const syntax = program.getSyntacticDiagnostics(file);
	return syntax.length > 0
		? syntax
		: program.getSemanticDiagnostics(file).filter(({ code }) => code !== UNTYPED_PACKAGE);
}

function watchProgram(bench: Bench, trace: Trace, host: WatchHost) {
	let pending = false;
	const rebuild = () => {
		pending = false;
		const read = (file: string) => host.sys.readFile(file) ?? PREFIX;
		bench.write(bench.cellFile, bench.prefix + read(bench.cellFile).slice(PREFIX.length));
		bench.write(bench.declarationFile, read(bench.declarationFile));
		host.afterProgramCreate(builder(bench, trace));
	};
	for (const file of host.rootFiles) {
		host.sys.watchFile(file, () => {
			if (!pending) {
				pending = true;
				host.sys.setTimeout(rebuild);
			}
		});
	}
	rebuild();
	return { close: () => bench.service.dispose(), updateRootFileNames: () => {} };
}

function builder(bench: Bench, trace: Trace) {
	const alone = bench.parse(bench.read(bench.cellFile));
	const names = [...(alone.locals?.keys() ?? [])];
	const comesAgain = names.length > 0 && !alone.text.endsWith(`\nexport {${names.join(", ")}}`);
	return {
		getProgram: () => bench.program(),
		getSourceFile: (file: string) =>
			comesAgain && file === bench.cellFile ? alone : bench.program().getSourceFile(file),
		getAllDependencies: (file: ts.SourceFile) => [file.fileName],
		emit: (
			file: ts.SourceFile,
			write: (name: string, text: string) => void,
			_cancellation: unknown,
			_onlyDeclarations: unknown,
			transformers: ts.CustomTransformers,
		) => {
			trace.emitted = emit(bench, file, write, transformers);
		},
	};
}

type Emit = (...args: [...Parameters<ts.Program["emit"]>, forceDeclarations: boolean]) => ts.EmitResult;

/**
 * Emits JavaScript and declarations, keeping the source map to itself. Declarations are forced: where a type cannot be
 * named portably, TypeScript would write none at all, and the session would lose the names of all its cells.
 */
function emit(
	bench: Bench,
	file: ts.SourceFile,
	write: (name: string, text: string) => void,
	transformers: ts.CustomTransformers,
): Emitted {
	const emitted: Emitted = { code: "", map: "" };
	const program = bench.program();
	(program.emit as Emit)(
		file,
		(name, text) => {
			if (name.endsWith(".map")) {
				emitted.map = text;
			} else if (name.endsWith(".js")) {
				emitted.code = text.replace(/\/\/# sourceMappingURL=.*\s*$/, "");
				write(name, emitted.code);
			} else {
				write(name, text);
			}
		},
		undefined,
		undefined,
		{
			...transformers,
			before: [longhand(program, bench.declarationFile)],
			after: [earlierFactories(program, bench.cellFile, bench.declarationFile), ...(transformers.after ?? [])],
		},
		true,
	);
	return emitted;
}

/** `{ x }` with x from an earlier cell becomes `{ x: exports.x }`, which the converter leaves out. */
function longhand(program: ts.Program, declarationFile: string): ts.TransformerFactory<ts.SourceFile> {
	const checker = program.getTypeChecker();
	const isEarlier = (node: ts.ShorthandPropertyAssignment) =>
		checker
			.getShorthandAssignmentValueSymbol(node)
			?.declarations?.some((declaration) => declaration.getSourceFile().fileName === declarationFile);
	return (context) => {
		const { factory } = context;
		const visit = (node: ts.Node): ts.Node => {
			const seen = ts.visitEachChild(node, visit, context);
			if (!ts.isShorthandPropertyAssignment(node) || !isEarlier(node)) {
				return seen;
			}
			const { name, objectAssignmentInitializer: initializer } = seen as ts.ShorthandPropertyAssignment;
			const value = factory.createPropertyAccessExpression(factory.createIdentifier("exports"), name.text);
			return factory.createPropertyAssignment(
				name.text,
				initializer ? factory.createAssignment(value, initializer) : value,
			);
		};
		return (file) => ts.visitEachChild(file, visit, context);
	};
}
