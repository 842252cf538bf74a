import { execFileSync } from "node:child_process";
import { at, jupyterEnv, python } from "../../tools/paths.mjs";

/** Start-up and cell latency, through the kernelspec as a front end does. */
export async function kernel() {
	const told = execFileSync(python, [at("test", "bench", "kernel.py"), "attention-lab"], {
		encoding: "utf8",
		env: { ...process.env, ...jupyterEnv },
	});
	return { rows: JSON.parse(told.trim().split("\n").at(-1)) };
}
