/** What `import` finds: local TypeScript files, packages near the notebook, the kernel's own packages. */
import Module, { createRequire } from "node:module";
import * as path from "node:path";
import { pathToFileURL } from "node:url";
import type { Unit } from "../compiler/unit";
import { Required } from "./required";
import { run } from "./script";
import { addSource } from "./sources";

/** Packages that must exist once: a second engine would not know the first one's tensors. */
const ONE_ENGINE = /^@(tensorflow|attention-lab)\//;

/** `import()` of ES modules that cannot be required. */
const ONLY_IMPORT = new Set(["ERR_REQUIRE_ESM", "ERR_REQUIRE_ASYNC_MODULE"]);

interface LocalModule {
	unit: Unit;
	exports: Record<string, unknown>;
	started: boolean;
	loading?: Promise<void>;
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
			this.local.set(file, { unit, exports: {}, started: false });
			addSource(unit);
		}
	}

	/** Loads what `unit` imports and cannot be required: ES modules that await, local files that await. */
	async prepare(unit: Unit): Promise<void> {
		for (const specifier of unit.imports) {
			const file = unit.local[specifier];
			if (file) {
				await this.load(file);
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
		try {
			return base.resolve(specifier);
		} catch (error) {
			if (isPath(specifier)) {
				throw error;
			}
			try {
				return kernelRequire.resolve(specifier);
			} catch {
				throw error;
			}
		}
	}

	private async importIfNeeded(specifier: string, unit: Unit): Promise<void> {
		const require = this.requireFor(unit);
		try {
			require(specifier);
		} catch (error) {
			if (!ONLY_IMPORT.has((error as NodeJS.ErrnoException).code ?? "")) {
				throw error;
			}
			const resolved = require.resolve(specifier);
			this.imported.set(resolved, await import(pathToFileURL(resolved).href));
		}
	}

	private async load(file: string): Promise<void> {
		const module = this.local.get(file)!;
		if (!module.started) {
			module.started = true;
			module.loading = this.prepare(module.unit).then(() => this.start(module));
		}
		// A circle of files is left open where it closes, as in CommonJS.
		await (Object.keys(module.exports).length > 0 ? undefined : module.loading);
	}

	private loadNow(file: string): unknown {
		const module = this.local.get(file)!;
		if (!module.started) {
			if (module.unit.isAsync) {
				throw new Error(`require: ${file} awaits at its top level, so it must be imported, got require()`);
			}
			module.started = true;
			void this.start(module);
		}
		return module.exports;
	}

	private start(module: LocalModule): Promise<void> | undefined {
		const { unit, exports } = module;
		const helpers = { import: (specifier: string) => this.importFor(unit, specifier), meta: importMeta(unit.file) };
		return run(unit, {
			exports,
			module: { exports },
			require: this.requireFor(unit),
			__filename: unit.file,
			__dirname: path.dirname(unit.file),
			__cell: helpers,
		}) as Promise<void> | undefined;
	}
}

function isPath(specifier: string): boolean {
	return specifier.startsWith(".") || path.isAbsolute(specifier);
}

export function importMeta(file: string) {
	return { url: pathToFileURL(file).href, filename: file, dirname: path.dirname(file) };
}
