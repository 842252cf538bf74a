import { join } from "node:path";
import { at, venv } from "../paths.mjs";
import { run } from "../run.mjs";

/** The viewer in `.venv/share/jupyter/labextensions`. */
export const labextension = {
	title: "JupyterLab extension",
	async run() {
		await run(process.execPath, [at("extension", "install.mjs"), "--prefix", venv], { label: "extension/install.mjs" });
		return join("share", "jupyter", "labextensions", "@attention-lab", "jupyterlab");
	},
};
