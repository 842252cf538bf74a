/** `node install.mjs --prefix <venv>`: puts the built labextension where that Python environment's JupyterLab finds it. */
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const at = process.argv.indexOf("--prefix");
const prefix = at < 0 ? undefined : process.argv[at + 1];
const built = join(here, "labextension");
const { name } = JSON.parse(readFileSync(join(here, "package.json"), "utf8"));

if (prefix === undefined || !existsSync(prefix)) {
	console.error(`install: --prefix must be the folder of a Python environment, got ${prefix ?? "nothing"}`);
	process.exit(2);
}
if (!existsSync(join(built, "package.json"))) {
	console.error(`install: ${built} must be built first (npm run build -w extension)`);
	process.exit(2);
}
const target = join(resolve(prefix), "share", "jupyter", "labextensions", ...name.split("/"));
const note = { packageManager: "npm", packageName: name, uninstallInstructions: `Remove the folder ${target}` };
rmSync(target, { recursive: true, force: true });
mkdirSync(target, { recursive: true });
cpSync(built, target, { recursive: true });
writeFileSync(join(target, "install.json"), `${JSON.stringify(note, null, 2)}\n`);
console.log(`${name} -> ${target}`);
