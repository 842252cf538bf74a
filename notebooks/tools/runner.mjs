/** Runs notebooks one after another through nbclient in the checkout's Python. */
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { python, runner } from "./places.mjs";

/** What the hidden last cell of every run says, for the backend that the lesson's own kernel reports. */
const PROBE = "console.log(JSON.stringify(await attention.backendReport()));";

/** @param jobs - `{name, folder, notebook, budget}`. Yields one result a job, in order. */
export async function* runNotebooks(jobs) {
	const child = spawn(python(), [runner], { stdio: ["pipe", "pipe", "inherit"] });
	const ended = new Promise((resolve) => child.on("close", resolve));
	for (const { name, folder, notebook, budget } of jobs) {
		const timeout = Math.max(60, 4 * budget);
		child.stdin.write(`${JSON.stringify({ name, folder, notebook, probe: PROBE, timeout })}\n`);
	}
	child.stdin.end();
	let results = 0;
	for await (const line of createInterface({ input: child.stdout })) {
		results++;
		yield JSON.parse(line);
	}
	const code = await ended;
	if (results < jobs.length) throw new Error(`course: the runner must end with 0, got ${code} (${python()})`);
}
