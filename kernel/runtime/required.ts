/** CommonJS and JSON files near the notebook that were required, and what state of them. */
import * as fs from "node:fs";

export class Required {
	private readonly roots = new Set<string>();
	private readonly versions = new Map<string, string>();

	/** @param cache - Node's modules by file. */
	constructor(private readonly cache: NodeJS.Dict<NodeModule>) {}

	/** Remembers the state of `file`, which was just loaded, and of the local files that it required. */
	note(file: string): void {
		this.roots.add(file);
		for (const module of this.below(file)) {
			if (!this.versions.has(module.filename)) {
				this.versions.set(module.filename, version(module.filename));
			}
		}
	}

	/** Makes Node load changed files anew, and those that required them; gives their names. */
	forgetChanged(): Set<string> {
		const modules = new Set([...this.roots].flatMap((root) => [...this.below(root)]));
		const stale = new Set<string>();
		for (let size = -1; size !== stale.size; ) {
			size = stale.size;
			for (const { filename, children } of modules) {
				const isChanged = this.versions.get(filename) !== version(filename);
				if (isChanged || children.some((child) => stale.has(child.filename))) {
					stale.add(filename);
				}
			}
		}
		for (const file of stale) {
			delete this.cache[file];
			this.versions.delete(file);
		}
		return stale;
	}

	private below(file: string, found = new Set<NodeModule>()): Set<NodeModule> {
		const module = this.cache[file];
		if (module && !found.has(module) && !file.includes("/node_modules/")) {
			found.add(module);
			for (const child of module.children) {
				this.below(child.filename, found);
			}
		}
		return found;
	}
}

function version(file: string): string {
	const stat = fs.statSync(file, { throwIfNoEntry: false });
	return stat ? `${stat.mtimeMs}-${stat.size}` : "";
}
