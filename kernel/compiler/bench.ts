/**
 * One TypeScript language service over two virtual files: the cell, and the declarations of all cells before it.
 *
 * The same program serves the converter (types, emit) and the questions (completion, hover). Names of earlier cells are
 * found because the cell's syntax tree is hung below the declarations' tree, which is the converter's own device.
 */
import * as fs from "node:fs";
import * as path from "node:path";
import ts from "typescript";
import { type BoundFile, internals } from "./internals";
import { cellOptions } from "./options";
import { type Pragmas, pragmaComments } from "./pragmas";
import { Resolver } from "./resolver";
import { scriptKind } from "./syntax";
import { readTsconfig, type Tsconfig } from "./tsconfig";

/** Makes a file a module, so that its names stay its own. */
export const PREFIX = "export {};\n";

const GLOBALS = path.resolve(__dirname, "..", "..", "globals");
const CELL_GLOBALS = path.join(GLOBALS, "cell.d.ts");
/** Declare `tf` and `attention`; costly, so only sessions that mention them load them. */
export const TENSOR_GLOBALS = [path.join(GLOBALS, "tf.d.ts"), path.join(GLOBALS, "attention.d.ts")];

type Host = ts.LanguageServiceHost & ts.ModuleResolutionHost & { getModuleResolutionCache(): ts.ModuleResolutionCache };

export class Bench {
	readonly cellFile: string;
	readonly declarationFile: string;
	readonly service: ts.LanguageService;
	readonly resolver: Resolver;
	readonly tsconfig: Tsconfig;
	readonly options: ts.CompilerOptions;
	private readonly virtual = new Map<string, { text: string; version: number }>();
	private readonly snapshots = new Map<string, { version: string; snapshot: ts.IScriptSnapshot }>();
	private readonly roots: string[];
	private version = 0;
	/** What stands before the cell in its file: one line. */
	prefix = PREFIX;
	/** Whether the cell is TypeScript or TSX. */
	private kind = ts.ScriptKind.TS;
	private built?: { program: ts.Program; version: number };

	constructor(readonly folder: string) {
		this.cellFile = path.posix.join(folder, "__tslab__.ts");
		this.declarationFile = path.posix.join(folder, "__prev__.d.ts");
		this.tsconfig = readTsconfig(folder);
		this.options = { ...cellOptions(folder, this.tsconfig), rootDir: folder, outDir: "outDir" };
		this.roots = [CELL_GLOBALS, this.declarationFile, this.cellFile];
		this.write(this.cellFile, PREFIX);
		this.write(this.declarationFile, PREFIX);
		const host = this.host();
		this.resolver = new Resolver(folder, this.options, host);
		this.service = ts.createLanguageService(host);
	}

	/** Replaces the text of a virtual file. Always a new version: the converter writes into syntax trees. */
	write(file: string, text: string): void {
		this.version += 1;
		this.virtual.set(file, { text, version: this.version });
	}

	read(file: string): string {
		return this.virtual.get(file)?.text ?? "";
	}

	get hasTensorGlobals(): boolean {
		return this.roots.length > 3;
	}

	/** Whether `file` declares what every cell has. */
	isGlobal(file: string): boolean {
		return file === CELL_GLOBALS || TENSOR_GLOBALS.includes(file);
	}

	addTensorGlobals(): void {
		if (!this.hasTensorGlobals) {
			this.roots.push(...TENSOR_GLOBALS);
			this.version += 1;
		}
	}

	/** The program of what was written last, with the cell hung below the declarations. */
	program(): ts.Program {
		if (this.built?.version === this.version) {
			return this.built.program;
		}
		const program = this.service.getProgram()!;
		this.built = { program, version: this.version };
		program.getTypeChecker();
		const cell = program.getSourceFile(this.cellFile) as BoundFile;
		cell.parent = program.getSourceFile(this.declarationFile)!;
		return program;
	}

	/** The text alone, parsed and bound: enough to know its top-level names. */
	parse(text: string): BoundFile {
		const file = ts.createSourceFile(this.cellFile, text, this.options.target!, true, this.kind) as BoundFile;
		internals.bindSourceFile(file, this.options);
		return file;
	}

	/** Sets what holds for the cell that comes: its JSX pragmas, and TSX where it is valid only so. */
	prepare(text: string, pragmas: Pragmas): readonly ts.Diagnostic[] {
		this.prefix = pragmaComments(pragmas) + PREFIX;
		const { kind, faults } = scriptKind(text, this.cellFile);
		this.kind = kind;
		return faults;
	}

	/** Local TypeScript files that the cell imports, directly or not. */
	localFiles(): string[] {
		const found = new Set<string>();
		const visit = (from: string) => {
			for (const file of this.resolver.localImports(from).values()) {
				if (!found.has(file)) {
					found.add(file);
					visit(file);
				}
			}
		};
		visit(this.cellFile);
		return [...found];
	}

	/** Changes when the file on disk does. Declarations of packages are taken not to change while a kernel lives. */
	fileVersion(file: string): string {
		const virtual = this.virtual.get(file);
		if (virtual) {
			return String(virtual.version);
		}
		if (file.includes("/node_modules/") || (file.endsWith(".d.ts") && !file.startsWith(this.folder))) {
			return "1";
		}
		const stat = fs.statSync(file, { throwIfNoEntry: false });
		return stat ? `${stat.mtimeMs}-${stat.size}` : "0";
	}

	private snapshot(file: string): ts.IScriptSnapshot | undefined {
		const version = this.fileVersion(file);
		const known = this.snapshots.get(file);
		if (known?.version === version) {
			return known.snapshot;
		}
		const text = this.virtual.get(file)?.text ?? ts.sys.readFile(file);
		if (text === undefined) {
			return undefined;
		}
		const snapshot = whole(withVariance(file, text));
		this.snapshots.set(file, { version, snapshot });
		return snapshot;
	}

	private host(): Host {
		return {
			getScriptFileNames: () => this.roots,
			getScriptVersion: (file) => this.fileVersion(file),
			getScriptSnapshot: (file) => this.snapshot(file),
			getScriptKind: (file) => (file === this.cellFile ? this.kind : ts.ScriptKind.Unknown),
			getCompilationSettings: () => this.options,
			getCurrentDirectory: () => this.folder,
			getDefaultLibFileName: ts.getDefaultLibFilePath,
			useCaseSensitiveFileNames: () => true,
			fileExists: (file) => this.virtual.has(file) || ts.sys.fileExists(file),
			readFile: (file) => this.virtual.get(file)?.text ?? ts.sys.readFile(file),
			directoryExists: ts.sys.directoryExists,
			getDirectories: ts.sys.getDirectories,
			readDirectory: ts.sys.readDirectory,
			realpath: ts.sys.realpath,
			getModuleResolutionCache: () => this.resolver.cache,
			resolveModuleNameLiterals: (literals, from) =>
				this.resolver.resolve(
					literals.map((literal) => literal.text),
					from,
				),
		};
	}
}

/**
 * Says of `Tensor<R>` that R is covariant. TypeScript would find out by comparing all its methods, for each cell anew:
 * 28 of 60 ms.
 */
function withVariance(file: string, text: string): string {
	return file.endsWith("/tfjs-core/dist/tensor.d.ts")
		? text.replace("class Tensor<R extends Rank = Rank>", "class Tensor<out R extends Rank = Rank>")
		: text;
}

/** A snapshot that is always parsed anew. */
function whole(text: string): ts.IScriptSnapshot {
	return {
		getText: (start, end) => text.slice(start, end),
		getLength: () => text.length,
		getChangeRange: () => undefined,
	};
}
