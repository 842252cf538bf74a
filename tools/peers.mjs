/** tslab and Deno, to measure ours beside them: in a folder of the checkout's own, never beside our packages. */
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { npm } from "./npm.mjs";
import { stamps } from "./paths.mjs";

const PACKAGES = ["tslab@1.0.22", "deno@2.9.6", "@tensorflow/tfjs@4.22.0", "@types/node@20"];
const folder = join(stamps, "peers");
const kernelspecs = join(folder, "share", "jupyter");

/** The peers that are installed: their names, where their cells find TensorFlow.js, and what Jupyter must know. */
export function peers() {
	const names = ["tslab", "deno"].filter((name) => existsSync(join(kernelspecs, "kernels", name, "kernel.json")));
	const env = { JUPYTER_PATH: kernelspecs, DENO_DIR: join(folder, "cache") };
	return { names, folder, env: names.length ? env : {} };
}

/** Installs them, with their install scripts off. */
export async function installPeers() {
	mkdirSync(folder, { recursive: true });
	writeFileSync(join(folder, "package.json"), '{ "private": true }\n');
	const options = ["--ignore-scripts", "--no-audit", "--no-fund"];
	await npm(["install", ...options, ...PACKAGES], { cwd: folder, label: "npm install (peers)" });
	const require = createRequire(join(folder, "package.json"));
	const deno = require("deno/install_api.cjs").runInstall();
	const tslab = require.resolve("tslab/bin/tslab");
	writeKernelspec("tslab", [process.execPath, tslab, "kernel", "--config-path={connection_file}"]);
	writeKernelspec("deno", [deno, "jupyter", "--kernel", "--conn", "{connection_file}"]);
}

function writeKernelspec(name, argv) {
	const place = join(kernelspecs, "kernels", name);
	mkdirSync(place, { recursive: true });
	writeFileSync(join(place, "kernel.json"), JSON.stringify({ argv, display_name: name, language: "typescript" }));
}
