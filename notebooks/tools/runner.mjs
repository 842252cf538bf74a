/** Runs notebooks one after another through nbclient in the checkout's own Python. */
import { spawn } from "node:child_process";
import { mkdirSync } from "node:fs";
import { createInterface } from "node:readline";
import { at, jupyterEnv, models, python } from "../../tools/paths.mjs";

/** What the hidden last cell of every run says, for the backend that the lesson's own kernel reports. */
const PROBE = "console.log(JSON.stringify(attention.backendReport()));";

/** @param jobs - `{name, folder, notebook, budget}`. Yields one result a job, in order; the next begins when it is asked for. */
export async function* runNotebooks(jobs) {
	mkdirSync(jupyterEnv.IPYTHONDIR, { recursive: true });
	const child = spawn(python, [at("notebooks", "tools", "run.py")], {
		stdio: ["pipe", "pipe", "inherit"],
		env: { ATTENTION_LAB_MODELS: models, ...process.env, ...jupyterEnv },
	});
	child.on("error", (error) => child.stdout.destroy(error));
	const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
	try {
		for (const { name, folder, notebook, budget } of jobs) {
			const timeout = Math.max(60, 4 * budget);
			child.stdin.write(`${JSON.stringify({ name, folder, notebook, probe: PROBE, timeout })}\n`);
			const { value, done } = await lines.next();
			if (done) throw new Error(`course: the runner must answer for ${name}, it ended (npm run doctor)`);
			yield JSON.parse(value);
		}
	} finally {
		child.stdin.end();
	}
}
