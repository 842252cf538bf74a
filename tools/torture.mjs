/** `npm run torture -- NAME [--size N] [--seed N]`: tries to break the kernel, or attention; ends with a table, or with what broke and how to repeat it. */
import { spawn } from "node:child_process";
import { at, jupyterEnv, models } from "./paths.mjs";
import { main, setup } from "./setup.mjs";

/** Each is a file of `test/kernel/torture`; the head of the file says what must hold. */
const TORTURES = ["fuzz", "interrupts", "faults", "flood", "soak"];
/** These stand alone: they need no kernel, and no set-up. */
const ALONE = { native: at("test", "src", "native", "sanitize.mjs") };
/** Nor does this need a kernel, but the engines. */
const SCRIPTS = { ...ALONE, torch: at("test", "src", "attend", "torch.mjs") };

await main(async () => {
	const [name, ...options] = process.argv.slice(2);
	const names = [...TORTURES, ...Object.keys(SCRIPTS)];
	if (!names.includes(name))
		throw new Error(`npm run torture: it must be one of ${names.join(", ")}, got ${name ?? "none"}`);
	if (!ALONE[name]) await setup();
	const script = SCRIPTS[name] ? [SCRIPTS[name]] : [at("test", "kernel", "torture", "run.mjs"), name];
	const env = { ATTENTION_LAB_MODELS: models, ...process.env, ...jupyterEnv };
	const child = spawn(process.execPath, [...script, ...options], { env, stdio: "inherit" });
	return new Promise((resolve) => child.on("close", (code) => resolve(code ?? 1)));
});
