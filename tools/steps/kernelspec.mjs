import { join } from "node:path";
import { at, models, venv } from "../paths.mjs";
import { run } from "../run.mjs";

/** The kernelspec `attention-lab` in `.venv/share/jupyter/kernels`. */
export const kernelspec = {
	title: "Kernelspec",
	async run() {
		await run(
			process.execPath,
			[at("kernel", "lib", "install.js"), "--prefix", venv, "--env", `ATTENTION_LAB_MODELS=${models}`],
			{
				label: "kernel/lib/install.js",
			},
		);
		return join("share", "jupyter", "kernels", "attention-lab");
	},
};
