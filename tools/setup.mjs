/** `npm run setup [-- --force]`: everything that a fresh checkout needs. Idempotent: a second run takes seconds. */
import { existsSync, readFileSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { at, root } from "./paths.mjs";
import { StepError } from "./run.mjs";
import { steps } from "./steps/index.mjs";

const NEEDED_GB = 5;

/** Runs the steps in order; stops at the first that fails unless the rest can do without it. */
export async function setup({ force = false, wanted = steps } = {}) {
	checkNode();
	return locked(async () => {
		const started = Date.now();
		let missing = 0;
		for (const [index, step] of wanted.entries()) {
			const began = Date.now();
			process.stdout.write(`[${index + 1}/${wanted.length}] ${step.title} …${process.stdout.isTTY ? "" : "\n"}`);
			try {
				const done = await step.run({ force });
				const back = process.stdout.isTTY ? "\r\x1b[2K" : "";
				console.log(`${back}[${index + 1}/${wanted.length}] ${step.title}: ${done} (${seconds(began)} s)`);
			} catch (error) {
				report(step, error);
				if (!step.optional) throw new SetupFailed();
				missing++;
			}
		}
		console.log(`Set-up ${missing ? "done, with parts missing" : "complete"} in ${seconds(started)} s.`);
		return missing;
	});
}

class SetupFailed extends Error {}

const seconds = (since) => ((Date.now() - since) / 1000).toFixed(1);

function report(step, error) {
	console.error(`\n  ✗ ${step.title}: ${error.message}`);
	if (error.hint) console.error(`    → ${error.hint}`);
	if (!error.hint && !(error instanceof StepError)) console.error(error.stack);
	if (step.optional) console.error(`    Set-up goes on: ${step.optional}.`);
}

function checkNode() {
	const major = Number(process.versions.node.split(".")[0]);
	if (major < 20)
		throw new StepError(
			`Node >= 20 is needed, this is ${process.versions.node}`,
			"Install a current Node from nodejs.org or your package manager.",
		);
	const { bavail, bsize } = statfsSync(root);
	const free = (bavail * bsize) / 1e9;
	if (free < NEEDED_GB)
		console.error(`  ! Only ${free.toFixed(1)} GB are free here; a first set-up needs about ${NEEDED_GB} GB.`);
}

/** Two set-ups of one checkout at once would tread on each other: the second says so. */
async function locked(work) {
	const lock = at(".setup-lock");
	const owner = existsSync(lock) ? Number(readFileSync(lock, "utf8")) : 0;
	if (owner && isRunning(owner)) {
		throw new StepError(`another set-up of this checkout is running (process ${owner})`, "Wait until it has ended.");
	}
	writeFileSync(lock, String(process.pid));
	const release = () => rmSync(lock, { force: true });
	const stop = () => {
		release();
		process.exit(130);
	};
	process.once("SIGINT", stop).once("SIGTERM", stop);
	try {
		return await work();
	} finally {
		process.off("SIGINT", stop).off("SIGTERM", stop);
		release();
	}
}

function isRunning(pid) {
	try {
		process.kill(pid, 0);
		return true;
	} catch {
		return false;
	}
}

/** Runs a command's body after set-up; failures are told in words. */
export async function main(body) {
	try {
		process.exitCode = (await body()) ?? 0;
	} catch (error) {
		if (!(error instanceof SetupFailed)) {
			console.error(`✗ ${error.message}`);
			if (error.hint) console.error(`  → ${error.hint}`);
			else if (!(error instanceof StepError)) console.error(error.stack);
		}
		process.exitCode = 1;
	}
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
	await main(async () => {
		await setup({ force: process.argv.includes("--force") });
	});
}
