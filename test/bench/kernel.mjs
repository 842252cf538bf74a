/** Start-up, latency and memory of the kernel, beside its peers where they are installed, and what it can do. */
import { spawn } from "node:child_process";
import { at, jupyterEnv, python } from "../../tools/paths.mjs";
import { installPeers, peers } from "../../tools/peers.mjs";
import { matrix } from "./matrix.mjs";

const OURS = "attention-lab";

export async function kernel(options) {
	if (options.peers) await installPeers();
	const { names, folder, env } = peers();
	if (names.length === 0) console.log("  alone: --peers installs tslab and Deno, to measure beside them");
	const rows = await measured([OURS, ...names.map((name) => `${name}=${folder}`)], env);
	return { rows: rows.map((row) => withRatios(row, names)), ...matrix(options) };
}

function withRatios(row, names) {
	const ratios = names.map((name) => [`ours / ${name}`, name in row ? row[OURS] / row[name] : undefined]);
	return { ...row, ...Object.fromEntries(ratios) };
}

function measured(kernels, env) {
	return new Promise((resolve, reject) => {
		let told = "";
		const child = spawn(python, [at("test", "bench", "kernel.py"), ...kernels], {
			env: { ...process.env, ...jupyterEnv, ...env },
			stdio: ["ignore", "pipe", "inherit"],
		});
		child.stdout.on("data", (chunk) => {
			told += chunk;
		});
		child.on("error", reject);
		child.on("close", (code) =>
			code === 0 ? resolve(JSON.parse(told)) : reject(new Error(`kernel.py must end with 0, got ${code}`)),
		);
	});
}
