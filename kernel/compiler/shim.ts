/**
 * The TypeScript that tslab's converter sees: stock TypeScript, plus the internals it expects of its own fork, with
 * watch programs that draw on our {@link Bench} instead of the file system.
 *
 * A watch program would be rebuilt twice for each cell: once to learn the names, once with `export {names}` below.
 * Here the first round is a parse of the cell alone.
 */
import * as path from "node:path";
import ts from "typescript";
import { type Bench, PREFIX } from "./bench";
import { earlierFactories } from "./factories";
import { type BoundFile, internals } from "./internals";
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
		sys: Object.assign(Object.create(ts.sys), { getCurrentDirectory: () => bench.folder, newLine: "\n" }),
		getDefaultTypeRoots: () => bench.program.options.typeRoots,
		getNullTransformationContext: () => internals.nullTransformationContext,
		getPreEmitDiagnosticsOfFiles: (_program: unknown, files: ts.SourceFile[]) => {
			const program = bench.program.current;
			// The converter names the cell twice.
			trace.diagnostics = [...new Set(files)]
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

/** The files that the converter believes in. */
const CELL = "__tslab__";
const DECLARATIONS = "__prev__.d.ts";

function watchProgram(bench: Bench, trace: Trace, host: WatchHost) {
	let pending = false;
	const cell = path.posix.join(bench.folder, `${CELL}.ts`);
	const before = emptyFile(path.posix.join(bench.folder, DECLARATIONS));
	const rebuild = () => {
		pending = false;
		const text = (host.sys.readFile(cell) ?? PREFIX).slice(PREFIX.length);
		host.afterProgramCreate(builder(bench, trace, bench.prefix + text, before));
	};
	for (const file of host.rootFiles) {
		host.sys.watchFile(file, () => {
			if (!pending) {
				pending = true;
				host.sys.setTimeout(rebuild);
			}
		});
	}
	// Nothing is read before there is a cell.
	host.afterProgramCreate({});
	return { close: () => bench.program.service.dispose(), updateRootFileNames: () => {} };
}

/** Stands for the declarations of all cells, which the bench keeps: the converter finds none to carry on. */
function emptyFile(fileName: string): BoundFile {
	const file = ts.createSourceFile(fileName, PREFIX, ts.ScriptTarget.ES2022) as BoundFile;
	internals.bindSourceFile(file, {});
	return file;
}

function builder(bench: Bench, trace: Trace, text: string, before: BoundFile) {
	const alone = bench.parse(text);
	const names = [...(alone.locals?.keys() ?? [])];
	const comesAgain = names.length > 0 && !text.endsWith(`\nexport {${names.join(", ")}}`);
	const cell = comesAgain ? alone : bench.put(text);
	before.parent = bench.names.around;
	const program = { getTypeChecker: () => asIfBefore(bench, before) };
	return {
		getProgram: () => program,
		getSourceFile: (file: string) =>
			file.endsWith(DECLARATIONS)
				? before
				: file.endsWith(`${CELL}.ts`)
					? cell
					: bench.program.current.getSourceFile(file),
		getAllDependencies: () => [path.posix.join(bench.folder, `${CELL}.ts`)],
		emit: (
			_file: ts.SourceFile,
			write: (name: string, text: string) => void,
			_cancellation: unknown,
			_onlyDeclarations: unknown,
			transformers: ts.CustomTransformers,
		) => {
			trace.emitted = emit(bench, cell, write, transformers);
		},
	};
}

/** The checker, but all names of earlier cells are declared in `before`. */
function asIfBefore(bench: Bench, before: ts.SourceFile) {
	const checker = bench.program.checker;
	const there = { declarations: [{ getSourceFile: () => before }] };
	return {
		getSymbolAtLocation: (node: ts.Identifier) =>
			bench.names.has(node.text) && isEarlier(bench, checker.getSymbolAtLocation(node)) ? there : undefined,
	};
}

function isEarlier(bench: Bench, symbol: ts.Symbol | undefined): boolean {
	return symbol?.declarations?.some((declaration) => bench.isEarlier(declaration.getSourceFile().fileName)) ?? false;
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
	(bench.program.current.emit as Emit)(
		file,
		(name, text) => {
			if (name.endsWith(".map")) {
				emitted.map = text;
			} else if (name.endsWith(".js")) {
				emitted.code = text.replace(/\/\/# sourceMappingURL=.*\s*$/, "");
				write(`outDir/${CELL}.js`, emitted.code);
			} else {
				write(`outDir/${CELL}.d.ts`, text);
			}
		},
		undefined,
		undefined,
		{
			...transformers,
			before: [longhand(bench)],
			after: [earlierFactories(bench), ...(transformers.after ?? [])],
		},
		true,
	);
	return emitted;
}

/** `{ x }` with x from an earlier cell becomes `{ x: exports.x }`, which the converter leaves out. */
function longhand(bench: Bench): ts.TransformerFactory<ts.SourceFile> {
	const checker = bench.program.checker;
	const isFromEarlier = (node: ts.ShorthandPropertyAssignment) =>
		bench.names.has(node.name.text) && isEarlier(bench, checker.getShorthandAssignmentValueSymbol(node));
	return (context) => {
		const { factory } = context;
		const visit = (node: ts.Node): ts.Node => {
			const seen = ts.visitEachChild(node, visit, context);
			if (!ts.isShorthandPropertyAssignment(node) || !isFromEarlier(node)) {
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
