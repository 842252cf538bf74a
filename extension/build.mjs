/** Bundles lib/ into labextension/ with JupyterLab's own builder; its packages' versions come from npm, no Python needed. */
import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const require = createRequire(import.meta.url);
const folder = (name) => dirname(require.resolve(`${name}/package.json`));
const here = dirname(fileURLToPath(import.meta.url));
const builder = join(folder("@jupyter/builder"), "lib", "build-labextension.js");
const core = join(folder("@jupyterlab/core-meta"), "core.package.json");
const { status } = spawnSync(process.execPath, [builder, "--core-package-file", core, ...process.argv.slice(2), here], {
	cwd: here,
	stdio: "inherit",
});
process.exit(status ?? 1);
