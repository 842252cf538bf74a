import { at, stamps } from "../paths.mjs";
import { run } from "../run.mjs";
import { digest, fresh, stamp } from "../stamp.mjs";

/** TypeScript as this Node's V8 compiles it, kept in `kernel/lib/cache`. */
export const codeCache = {
	title: "Code cache",
	optional: "kernels work without it, and start slower",
	async run({ force }) {
		const sources = [at("node_modules", "typescript", "package.json"), at("kernel", "compiler", "v8-flags.ts")];
		const key = digest([process.version, process.arch], sources);
		if (!force && fresh(stamps, "code-cache", key, [at("kernel", "lib", "cache")])) return "up to date";
		await run(process.execPath, [at("kernel", "lib", "compiler", "make-cache.js")], { label: "make-cache.js" });
		stamp(stamps, "code-cache", key);
		return "TypeScript, for the compiler's start";
	},
};
