/** `npm run torture -- NAME [--size N] [--seed N]`: tries to break the kernel; ends with a table, or with what broke and how to repeat it. */
import { spawn } from "node:child_process";
import { at, jupyterEnv, models } from "./paths.mjs";
import { main, setup } from "./setup.mjs";

/** Each is a file of `test/kernel/torture`; the head of the file says what must hold. */
const TORTURES = ["fuzz", "interrupts", "faults", "flood", "soak"];

await main(async () => {
	const [name, ...options] = process.argv.slice(2);
	if (!TORTURES.includes(name))
		throw new Error(`npm run torture: it must be one of ${TORTURES.join(", ")}, got ${name ?? "none"}`);
	await setup();
	const env = { ATTENTION_LAB_MODELS: models, ...process.env, ...jupyterEnv };
	const child = spawn(process.execPath, [at("test", "kernel", "torture", "run.mjs"), name, ...options], {
		env,
		stdio: "inherit",
	});
	return new Promise((resolve) => child.on("close", (code) => resolve(code ?? 1)));
});
