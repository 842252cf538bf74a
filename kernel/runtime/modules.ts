/** What `import` finds: local TypeScript files, packages near the notebook, the kernel's own packages. */
import * as fs from "node:fs";
import Module, { createRequire } from "node:module";
import * as path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { Unit } from "../compiler/unit";
import { Required } from "./required";
import { run } from "./script";
import { addSource } from "./sources";
import { safely } from "./words";

/** Packages that must exist once: a second engine would not know the first one's tensors. */
const ONE_ENGINE = /^@(tensorflow|attention-lab)\//;

/** `import()` of ES modules that cannot be required. */
const ONLY_IMPORT = new Set(["ERR_REQUIRE_ESM", "ERR_REQUIRE_ASYNC_MODULE"]);

/** What the compiler looks for behind a path without an ending. */
const TYPESCRIPT = [".ts", ".tsx", ".mts", "/index.ts", "/index.tsx"];

/** What Node says of an ES module that was terminated while it was loaded. */
const STOPPED = null;

interface LocalModule {
	unit: Unit;
	exports: Record<string, unknown>;
	/** Since it was first asked for. */
	loading?: Promise<void>;
	/** What it waits for now. */
	waiting?: LocalModule;
	/** Whether it ran to its end. */
	isWhole?: boolean;
}

interface Resolver {
	_resolveFilename(request: string, parent: unknown, ...rest: unknown[]): string;
}

const kernelRequire = createRequire(__filename);

/** Makes packages of the engine resolve to the kernel's, whoever asks. */
export function installOneEngine(): void {
	const resolver = Module as unknown as Resolver;
	const resolve = resolver._resolveFilename;
	const kernel = { id: __filename, filename: __filename, paths: kernelRequire.resolve.paths("x") };
	resolver._resolveFilename = function (request, parent, ...rest) {
		if (ONE_ENGINE.test(request)) {
			try {
				return resolve.call(this, request, kernel, ...rest);
			} catch {
				// Not among the kernel's packages: the asker's own.
			}
		}
		return resolve.call(this, request, parent, ...rest);
	};
}

export class Modules {
	private readonly folderRequire: NodeJS.Require;
	private readonly local = new Map<string, LocalModule>();
	private readonly imported = new Map<string, unknown>();
	/** How often a file failed because it had been stopped. */
	private readonly stops = new Map<string, number>();
	private readonly required = new Required(kernelRequire.cache);

	constructor(folder: string) {
		this.folderRequire = createRequire(path.join(folder, "cell.js"));
	}

	/** Takes new states of local files; whatever imports a changed file, JSON too, is loaded again. */
	add(units: readonly Unit[]): void {
		const stale = new Set(units.map((unit) => unit.file));
		const forgotten = this.required.forgetChanged();
		for (const { unit } of forgotten.size > 0 ? this.local.values() : []) {
			if (this.requires(unit).some((file) => forgotten.has(file))) {
				stale.add(unit.file);
			}
		}
		for (let size = 0; size !== stale.size; ) {
			size = stale.size;
			for (const { unit } of this.local.values()) {
				if (Object.values(unit.local).some((file) => stale.has(file))) {
					stale.add(unit.file);
				}
			}
		}
		for (const file of stale) {
			const unit = units.find((candidate) => candidate.file === file) ?? this.local.get(file)!.unit;
			this.local.set(file, { unit, exports: {} });
			addSource(unit);
		}
	}

	/** Forgets what was terminated while it was loaded, so that it is loaded again. */
	forgetHalfLoaded(): void {
		for (const [file, module] of Object.entries(kernelRequire.cache)) {
			if (!module?.loaded) {
				delete kernelRequire.cache[file];
			}
		}
		for (const [file, { unit, loading, isWhole }] of this.local) {
			if (loading && !isWhole) {
				this.local.set(file, { unit, exports: {} });
			}
		}
	}

	/** Loads what `unit` imports and cannot be required: ES modules that await, local files that await. */
	async prepare(unit: Unit, by?: LocalModule): Promise<void> {
		for (const specifier of unit.imports) {
			const file = unit.local[specifier];
			if (file) {
				await this.load(file, by);
			} else {
				await this.importIfNeeded(specifier, unit);
			}
		}
	}

	/** The `require` of a cell or a local file. */
	requireFor(unit: Unit): NodeJS.Require {
		const base = path.isAbsolute(unit.file) ? createRequire(unit.file) : this.folderRequire;
		const require = (specifier: string) => {
			const file = unit.local[specifier];
			if (file) {
				return this.loadNow(file);
			}
			const resolved = this.resolve(specifier, base);
			const found = this.imported.get(resolved) ?? base(resolved);
			if (isPath(specifier)) {
				this.required.note(resolved);
			}
			return found;
		};
		const resolve = Object.assign((specifier: string) => this.resolve(specifier, base), { paths: base.resolve.paths });
		return Object.assign(require, { resolve, cache: base.cache, extensions: base.extensions, main: base.main });
	}

	/** The `import()` of a cell or a local file. */
	async importFor(unit: Unit, specifier: string): Promise<unknown> {
		const file = unit.local[specifier];
		if (file) {
			await this.load(file);
			return this.local.get(file)!.exports;
		}
		await this.importIfNeeded(specifier, unit);
		const found = this.requireFor(unit)(specifier);
		const isNamespace = found?.__esModule || found?.[Symbol.toStringTag] === "Module";
		return isNamespace ? found : { ...Object(found), default: found };
	}

	/** Files beside it that Node loads for a local file. */
	private requires(unit: Unit): string[] {
		const base = createRequire(unit.file);
		return unit.imports.filter((name) => isPath(name) && !unit.local[name]).map((name) => this.resolve(name, base));
	}

	private resolve(specifier: string, base: NodeJS.Require): string {
		if (specifier.startsWith("file:")) {
			return fileURLToPath(specifier);
		}
		try {
			return base.resolve(specifier);
		} catch (error) {
			const found = isPath(specifier) ? undefined : safely(() => kernelRequire.resolve(specifier));
			if (found === undefined) {
				throw explained(error as Error, specifier, base);
			}
			return found;
		}
	}

	private async importIfNeeded(specifier: string, unit: Unit): Promise<void> {
		const require = this.requireFor(unit);
		try {
			require(specifier);
		} catch (error) {
			if (error !== STOPPED && !ONLY_IMPORT.has((error as NodeJS.ErrnoException).code ?? "")) {
				throw error;
			}
			const resolved = require.resolve(specifier);
			this.imported.set(resolved, await this.import(resolved));
		}
	}

	/** A module that was terminated while it was loaded fails for ever under its address, so it gets another one. */
	private async import(file: string): Promise<unknown> {
		const url = pathToFileURL(file);
		const stops = this.stops.get(file) ?? 0;
		url.search = stops > 0 ? `stops=${stops}` : "";
		try {
			return await import(url.href);
		} catch (error) {
			if (error !== STOPPED) {
				throw error;
			}
			this.stops.set(file, stops + 1);
			if (stops > 0) {
				throw new Error(
					`import: ${file} must be loaded whole, got an interrupt in what it imports: restart the kernel`,
				);
			}
			return this.import(file);
		}
	}

	private async load(file: string, by?: LocalModule): Promise<void> {
		const module = this.local.get(file)!;
		module.loading ??= Promise.resolve()
			.then(() => this.prepare(module.unit, module))
			.then(() => this.start(module))
			.catch((error) => this.failed(module, error));
		if (by && waitsFor(module, by)) {
			// A circle of files is left open where it closes, as in CommonJS.
			return;
		}
		if (by) {
			by.waiting = module;
		}
		await module.loading;
	}

	private loadNow(file: string): unknown {
		const module = this.local.get(file)!;
		if (!module.loading) {
			if (module.unit.isAsync) {
				throw new Error(`require: ${file} awaits at its top level, so it must be imported, got require()`);
			}
			module.loading = Promise.resolve();
			try {
				void this.start(module);
			} catch (error) {
				this.failed(module, error);
			}
		}
		return module.exports;
	}

	/** Whoever imports it next loads it again: what it lacked may be there then. */
	private failed({ unit }: LocalModule, error: unknown): never {
		this.local.set(unit.file, { unit, exports: {} });
		throw error;
	}

	private start(module: LocalModule): Promise<void> | undefined {
		const running = this.execute(module);
		if (!running) {
			module.isWhole = true;
		}
		return running?.then(() => {
			module.isWhole = true;
		});
	}

	private execute({ unit, exports }: LocalModule): Promise<void> | undefined {
		const require = this.requireFor(unit);
		const helpers = {
			import: (specifier: string) => this.importFor(unit, specifier),
			meta: importMeta(unit.file, require),
		};
		return run(unit, {
			exports,
			module: { exports },
			require,
			__filename: unit.file,
			__dirname: path.dirname(unit.file),
			__cell: helpers,
		}) as Promise<void> | undefined;
	}
}

function waitsFor(module: LocalModule, other: LocalModule): boolean {
	return module === other || (module.waiting !== undefined && waitsFor(module.waiting, other));
}

/** Why nothing was found, in one line and without the list of those who asked. */
function explained(error: Error & { requireStack?: string[] }, specifier: string, base: NodeJS.Require): Error {
	const beside = path.resolve(base.resolve.paths(specifier)?.[0] ?? "", specifier);
	if (isPath(specifier) && TYPESCRIPT.some((ending) => fs.existsSync(beside + ending))) {
		const example = `import(${JSON.stringify(specifier)})`;
		return new Error(
			`import: a local TypeScript file must be named where it is imported, ${example}, got a name at run time`,
		);
	}
	if (error.requireStack) {
		error.message = error.message.split("\n")[0];
		delete error.requireStack;
	}
	return error;
}

function isPath(specifier: string): boolean {
	return specifier.startsWith(".") || path.isAbsolute(specifier);
}

export function importMeta(file: string, require: NodeJS.Require) {
	const resolve = (specifier: string) => {
		const found = require.resolve(specifier);
		return path.isAbsolute(found) ? pathToFileURL(found).href : found;
	};
	return { url: pathToFileURL(file).href, filename: file, dirname: path.dirname(file), resolve };
}
