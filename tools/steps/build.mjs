import { at, stamps } from "../paths.mjs";
import { run } from "../run.mjs";
import { digest, fresh, stamp } from "../stamp.mjs";

const tsc = at("node_modules", "typescript", "bin", "tsc");

/** The library, the kernel and the extension: compiled, and the extension bundled. */
export const build = {
	title: "Build",
	async run({ force }) {
		const key = digest([], [at("tsconfig.base.json"), at("tsconfig.json"), at("src"), at("kernel"), at("extension")]);
		const products = [
			at("src", "lib", "index.js"),
			at("kernel", "lib", "main.js"),
			at("extension", "labextension", "package.json"),
		];
		if (!force && fresh(stamps, "build", key, products)) return "up to date";
		await run(process.execPath, [tsc, "-b", at("tsconfig.json")], { label: "tsc -b" });
		await run(process.execPath, [at("extension", "build.mjs")], { label: "extension/build.mjs" });
		stamp(stamps, "build", key);
		return "src, kernel, extension";
	},
};
