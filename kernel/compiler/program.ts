/**
 * One TypeScript program that lives long, and texts that come and go beside it.
 *
 * To make a program anew for each cell takes most of a cell's time, and more with every cell that the session has. Here
 * a text is parsed and bound alone and handed to the checker that is already there. The program is made anew only when
 * it must know more files, when one on disk has changed, when a text adds to what other files declare
 * (`declare global`), and now and then, since a checker never forgets.
 */
import { isBuiltin } from "node:module";
import * as path from "node:path";
import ts from "typescript";
import { Files } from "./files";
import { type BoundFile, internals, type OpenProgram } from "./internals";
import { libraryFiles, referencesOf } from "./library";
import { Resolver } from "./resolver";

type Resolution = ts.ResolvedModuleWithFailedLookupLocations;
type Host = ts.LanguageServiceHost &
	ts.ModuleResolutionHost & {
		getModuleResolutionCache(): ts.ModuleResolutionCache;
		hasInvalidatedResolutions(file: string): boolean;
	};

type Around = (file: BoundFile) => ts.SourceFile | undefined;

/** So many nodes were checked beside a program: then it is time for a new one. */
const WORN_NODES = 20_000;

export class LongProgram {
	readonly files: Files;
	readonly resolver: Resolver;
	readonly service: ts.LanguageService;
	/** Texts beside the program, and what each imports. */
	private readonly beside = new Map<string, { file: BoundFile; imports: ReadonlyMap<string, Resolution> }>();
	/** Texts that had to join the program. */
	private readonly joined = new Map<string, { kind: ts.ScriptKind; around: ts.SourceFile | undefined }>();
	/** Texts whose types can be named from others. */
	private readonly named = new Map<string, BoundFile>();
	/** What texts beside the program have imported: a file of its own imports it again, so that the program has it. */
	private readonly imported = new Map<string, string>();
	private readonly importsFile: string;
	private readonly host: Host;
	/** Files that are read. */
	private readonly registry: ts.DocumentRegistry;
	private live?: OpenProgram;
	private version = 0;
	private isStale = true;
	private nodes = 0;
	/** Files that may change, by version. */
	private watched = new Map<string, string>();
	/** Imports of such files that found nothing. */
	private missing = new Map<string, string[]>();

	/** @param roots - Files that are always there; more may be added. */
	constructor(
		private readonly folder: string,
		readonly options: ts.CompilerOptions,
		private readonly roots: string[],
	) {
		this.files = new Files(folder);
		this.importsFile = path.posix.join(folder, "__imports__.ts");
		this.host = this.serviceHost();
		this.resolver = new Resolver(folder, this.options, this.host);
		this.registry = ts.createDocumentRegistry(true, folder);
		this.service = ts.createLanguageService(this.host, this.registry);
	}

	get current(): ts.Program {
		return this.live ?? this.build();
	}

	/** Whether there is a program already. */
	get isReady(): boolean {
		return this.live !== undefined;
	}

	get checker(): ts.TypeChecker {
		return this.current.getTypeChecker();
	}

	/** Whether it has become large by all that was checked beside it. */
	get isWorn(): boolean {
		return this.nodes > WORN_NODES;
	}

	/** Reads the files that every program has, one with each step; then binds them. */
	*preload(): Generator<ts.SourceFile> {
		const waiting = [...this.roots, ...libraryFiles(this.options, this.host)];
		const read = new Map<string, BoundFile>();
		for (const fileName of waiting) {
			const snapshot = read.has(fileName) || this.isReady ? undefined : this.files.snapshot(fileName);
			if (snapshot) {
				const version = this.files.version(fileName);
				const file = this.registry.acquireDocument(
					fileName,
					this.host,
					snapshot,
					version,
					ts.ScriptKind.TS,
				) as BoundFile;
				read.set(fileName, file);
				waiting.push(...referencesOf(file, this.options));
				yield file;
			}
		}
		for (const file of read.values()) {
			yield this.bind(file);
		}
	}

	/** Lets go of all that was checked. */
	renew(): void {
		this.build();
	}

	addRoots(files: readonly string[]): void {
		this.roots.push(...files);
		this.isStale = true;
	}

	/** A text on its own: not even bound. */
	parse(fileName: string, text: string, kind: ts.ScriptKind): BoundFile {
		return ts.createSourceFile(fileName, text, this.options.target!, false, kind) as BoundFile;
	}

	bind(file: BoundFile): BoundFile {
		internals.bindSourceFile(file, this.options);
		return file;
	}

	/**
	 * Adds a text that can be checked at once.
	 * @param around - Where names are looked up that the text does not declare.
	 */
	add(fileName: string, text: string, around: Around = () => undefined, kind = ts.ScriptKind.TS): BoundFile {
		const file = this.parse(fileName, text, kind);
		const imports = this.importsOf(file);
		this.nodes += file.nodeCount;
		if (file.moduleAugmentations.length > 0) {
			this.joined.set(fileName, { kind, around: around(file) });
			this.files.hold(fileName, text);
			return this.build().getSourceFile(fileName) as BoundFile;
		}
		this.beside.set(fileName, { file, imports });
		for (const [specifier, { resolvedModule }] of imports) {
			this.need(specifier, resolvedModule?.resolvedFileName);
		}
		if (this.isStale || this.hasChanged() || this.nodes > 2 * WORN_NODES) {
			this.build();
		}
		return within(this.bind(file), around(file));
	}

	remove(fileName: string): void {
		this.beside.delete(fileName);
		this.resolver.forget(fileName);
		if (this.joined.delete(fileName)) {
			this.files.drop(fileName);
			this.isStale = true;
		}
	}

	/** Changes a text that had to join the program. */
	replace(fileName: string, text: string): void {
		if (this.files.read(fileName) !== text) {
			this.files.hold(fileName, text);
			this.isStale = true;
		}
	}

	/** Whether a text of this name was added. */
	has(fileName: string): boolean {
		return this.beside.has(fileName) || this.joined.has(fileName);
	}

	/** Lets types of `file` be named `import("name").T`, where a later text declares another T. */
	name(file: BoundFile, name: string): void {
		file.moduleName = name;
		this.named.set(name, file);
	}

	/** Removes all that was added. */
	clear(): void {
		for (const fileName of [...this.beside.keys(), ...this.joined.keys()]) {
			this.remove(fileName);
		}
		this.named.clear();
	}

	private need(specifier: string, file: string | undefined): void {
		if (file && this.imported.get(specifier) !== file) {
			this.imported.set(specifier, file);
			this.isStale ||= !this.live?.getSourceFile(file);
		}
	}

	private hasChanged(): boolean {
		const isOther = ([file, version]: [string, string]) => this.files.version(file) !== version;
		const isFound = ([file, specifiers]: [string, string[]]) =>
			this.resolver.resolve(specifiers, file).some(({ resolvedModule }) => resolvedModule);
		return [...this.watched].some(isOther) || [...this.missing].some(isFound);
	}

	/** What a text imports. A program of that text alone finds it, and notes on the file what any program notes. */
	private importsOf(file: BoundFile): ReadonlyMap<string, Resolution> {
		const alone = ts.createProgram({
			rootNames: [file.fileName],
			options: { ...this.options, noLib: true, noResolve: true, types: [] },
			host: {
				...(this.host as unknown as ts.CompilerHost),
				getSourceFile: () => file,
				getCanonicalFileName: (name) => name,
				getNewLine: () => "\n",
				writeFile: () => {},
			},
		});
		return resolutions(alone as OpenProgram, file);
	}

	private build(): ts.Program {
		const imports = [...this.imported.keys()].map((specifier) => `import ${JSON.stringify(specifier)};\n`);
		this.files.hold(this.importsFile, imports.join(""));
		this.version += 1;
		const program = this.service.getProgram() as OpenProgram;
		for (const [joined, { around }] of this.joined) {
			within(program.getSourceFile(joined) as BoundFile, around);
		}
		const changing = program
			.getSourceFiles()
			.filter(({ fileName }) => !this.files.isFixed(fileName) && !this.files.isHeld(fileName));
		this.watched = new Map(changing.map(({ fileName }) => [fileName, this.files.version(fileName)]));
		this.missing = new Map(
			changing
				.map((file): [string, string[]] => [file.fileName, unresolved(program, file)])
				.filter(([, specifiers]) => specifiers.length > 0),
		);
		this.open(program);
		this.live = program;
		this.isStale = false;
		this.nodes = 0;
		return program;
	}

	/** Lets the program find the texts beside it. */
	private open(program: OpenProgram): void {
		const { getSourceFile, getResolvedModule } = program;
		program.getSourceFile = (name) => this.beside.get(name)?.file ?? getSourceFile(name);
		program.getResolvedModule = (file, specifier, mode) =>
			this.resolveNamed(file, specifier) ??
			this.beside.get(file.fileName)?.imports.get(specifier) ??
			getResolvedModule(file, specifier, mode);
	}

	private resolveNamed(file: ts.SourceFile, specifier: string): Resolution | undefined {
		const named = this.has(file.fileName) ? this.named.get(specifier) : undefined;
		return named && { resolvedModule: { resolvedFileName: named.fileName, extension: ts.Extension.Dts } };
	}

	private serviceHost(): Host {
		return {
			getProjectVersion: () => String(this.version),
			getScriptFileNames: () => [...this.roots, this.importsFile, ...this.joined.keys()],
			getScriptVersion: (file) => this.files.version(file),
			getScriptSnapshot: (file) => this.files.snapshot(file),
			getScriptKind: (file) => this.joined.get(file)?.kind ?? ts.ScriptKind.Unknown,
			getCompilationSettings: () => this.options,
			getCurrentDirectory: () => this.folder,
			getDefaultLibFileName: ts.getDefaultLibFilePath,
			useCaseSensitiveFileNames: () => true,
			fileExists: (file) => this.files.exists(file),
			readFile: (file) => this.files.read(file),
			directoryExists: ts.sys.directoryExists,
			getDirectories: ts.sys.getDirectories,
			readDirectory: ts.sys.readDirectory,
			realpath: ts.sys.realpath,
			getModuleResolutionCache: () => this.resolver.cache,
			hasInvalidatedResolutions: (file) => this.missing.has(file),
			resolveModuleNameLiterals: (literals, from) =>
				this.resolver.resolve(
					literals.map((literal) => literal.text),
					from,
				),
		};
	}
}

/** After it is bound: that clears it. */
function within(file: BoundFile, around: ts.SourceFile | undefined): BoundFile {
	return Object.assign(file, { parent: around });
}

function resolutions(program: OpenProgram, file: ts.SourceFile): Map<string, Resolution> {
	const found = new Map<string, Resolution>();
	program.forEachResolvedModule((resolution, specifier) => found.set(specifier, resolution), file);
	return found;
}

function unresolved(program: OpenProgram, file: ts.SourceFile): string[] {
	return [...resolutions(program, file)]
		.filter(([specifier, { resolvedModule }]) => !resolvedModule && !isBuiltin(specifier))
		.map(([specifier]) => specifier);
}
