/** Lets plain Node load the tests' TypeScript, as jest does. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { transformSync } from "@swc/core";

export const require = createRequire(import.meta.url);

require.extensions[".ts"] = (module, filename) => {
	const { code } = transformSync(readFileSync(filename, "utf8"), {
		filename,
		jsc: { target: "es2022", parser: { syntax: "typescript" } },
		module: { type: "commonjs" },
		sourceMaps: "inline",
	});
	module._compile(code, filename);
};
