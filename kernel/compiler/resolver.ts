/** Finds modules from the notebook's folder upwards, then among the kernel's own packages. */
import * as path from "node:path";
import ts from "typescript";

/** Packages that must exist once: a second engine would not know the first one's tensors. */
const ONE_ENGINE = /^@(tensorflow|attention-lab)\//;

/** A file inside the kernel; what its imports find, every cell finds. */
const KERNEL = path.resolve(__dirname, "..", "main.js");

export class Resolver {
	readonly cache: ts.ModuleResolutionCache & { clearAllExceptPackageJsonInfoCache?(): void };
	private readonly found = new Map<string, Map<string, string>>();

	constructor(
		folder: string,
		private readonly options: ts.CompilerOptions,
		private readonly host: ts.ModuleResolutionHost,
	) {
		this.cache = ts.createModuleResolutionCache(folder, (name) => name, options);
	}

	resolve(specifiers: readonly string[], from: string): ts.ResolvedModuleWithFailedLookupLocations[] {
		const inPackage = from.includes("/node_modules/");
		if (!inPackage) {
			// Something may have been installed or written since.
			this.cache.clearAllExceptPackageJsonInfoCache?.();
		}
		const local = new Map<string, string>();
		const answers = specifiers.map((specifier) => {
			const answer = this.find(specifier, from, inPackage);
			const file = answer.resolvedModule?.resolvedFileName;
			if (file && this.isLocalSource(file)) {
				local.set(specifier, file);
			}
			return answer;
		});
		this.found.set(from, local);
		return answers;
	}

	forget(from: string): void {
		this.found.delete(from);
	}

	/** Specifier to file for each local TypeScript file or JavaScript module that `from` imports. */
	localImports(from: string): ReadonlyMap<string, string> {
		return this.found.get(from) ?? new Map();
	}

	private find(specifier: string, from: string, inPackage: boolean): ts.ResolvedModuleWithFailedLookupLocations {
		const places = inPackage || specifier.startsWith(".") ? [from] : [from, KERNEL];
		if (ONE_ENGINE.test(specifier) && !inPackage) {
			places.reverse();
		}
		const answers = places.map((place) => this.at(specifier, place));
		return answers.find((answer) => answer.resolvedModule) ?? answers[0];
	}

	private at(specifier: string, from: string): ts.ResolvedModuleWithFailedLookupLocations {
		return ts.resolveModuleName(specifier, from, this.options, this.host, this.cache);
	}

	/** Whether the kernel compiles the file. CommonJS is left to Node, which knows its `module.exports`. */
	private isLocalSource(file: string): boolean {
		if (file.includes("/node_modules/") || /\.d\.[mc]?ts$/.test(file)) {
			return false;
		}
		return /\.([mc]?tsx?|mjs)$/.test(file) || (/\.jsx?$/.test(file) && this.isModule(file));
	}

	private isModule(file: string): boolean {
		const text = this.host.readFile(file) ?? "";
		return ts.isExternalModule(ts.createSourceFile(file, text, ts.ScriptTarget.Latest));
	}
}
