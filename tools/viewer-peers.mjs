/** Other viewers of attention, to measure ours beside them: in a folder of the checkout's own, never beside our packages. */
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { npm } from "./npm.mjs";
import { stamps, windows } from "./paths.mjs";
import { run } from "./run.mjs";
import { findPython } from "./steps/python.mjs";

/** Without what they depend on (PyTorch, IPython …): `test/bench/viewer/peers.py` stands in for the little that they use. */
const PYTHON = ["bertviz==1.4.1", "circuitsvis==1.43.3", "inspectus==0.2.0", "treescope==0.1.10", "numpy"];
/** What BertViz fetches while it draws; npm has no jQuery 2.0.0. */
const SCRIPTS = ["d3@5.7.0", "jquery@2.1.1", "requirejs@2.3.6"];
const folder = join(stamps, "peers", "viewer");
const python = windows ? join(folder, "venv", "Scripts", "python.exe") : join(folder, "venv", "bin", "python");

/** Where the peers are; `python` is undefined where they are not installed. */
export function viewerPeers() {
	return { folder, python: existsSync(join(folder, "installed")) ? python : undefined };
}

export async function installViewerPeers() {
	if (viewerPeers().python) return;
	mkdirSync(folder, { recursive: true });
	writeFileSync(join(folder, "package.json"), '{ "private": true }\n');
	const options = ["--ignore-scripts", "--no-audit", "--no-fund"];
	await npm(["install", ...options, ...SCRIPTS], { cwd: folder, label: "npm install (peers)" });
	const label = "pip install (peers)";
	await run(findPython().command, ["-m", "venv", join(folder, "venv")], { label });
	await run(python, ["-m", "pip", "install", "--disable-pip-version-check", "--no-deps", ...PYTHON], { label });
	writeFileSync(join(folder, "installed"), "");
}
