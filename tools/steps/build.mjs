import { join } from "node:path";
import { at, stamps, venv, windows } from "../paths.mjs";
import { run } from "../run.mjs";
import { digest, fresh, stamp } from "../stamp.mjs";

const tsc = at("node_modules", "typescript", "bin", "tsc");
const builder = windows ? join(venv, "Scripts", "jupyter-builder.exe") : join(venv, "bin", "jupyter-builder");

/** The library, the kernel and the extension's TypeScript. */
export const build = {
	title: "Build",
	async run({ force }) {
		const key = digest([], [at("tsconfig.base.json"), at("src"), at("kernel"), at("extension")]);
		const products = [
			at("src", "lib", "index.js"),
			at("kernel", "lib", "main.js"),
			at("extension", "labextension", "package.json"),
		];
		if (!force && fresh(stamps, "build", key, products)) return "up to date";
		await run(process.execPath, [tsc, "-b", at("tsconfig.json")], { label: "tsc -b" });
		await run(builder, ["build", at("extension")], { label: "jupyter-builder build" });
		stamp(stamps, "build", key);
		return "src, kernel, extension";
	},
};
