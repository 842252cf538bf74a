/** Runs a child process with its progress shown, its output kept, and its failure explained. */
import { spawn, spawnSync } from "node:child_process";
import { root } from "./paths.mjs";

const HEARTBEAT_S = 20;

export class StepError extends Error {
	/** @param hint - What is missing and how to get it. */
	constructor(message, hint = "") {
		super(message);
		this.hint = hint;
	}
}

/** Output of a short command, or undefined when it cannot be started or fails. */
export function ask(command, args, options = {}) {
	const done = spawnSync(command, args, { cwd: root, encoding: "utf8", ...options });
	return done.status === 0 ? done.stdout.trim() : undefined;
}

/** Runs a long command: a moving line on a terminal, a line every {@link HEARTBEAT_S} s elsewhere; resolves to its output. */
export function run(command, args, { env = {}, hints = [], label = command, cwd = root } = {}) {
	return new Promise((resolve, reject) => {
		const started = Date.now();
		let output = "";
		let last = "";
		const child = spawn(command, args, { cwd, env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "pipe"] });
		const seconds = () => Math.round((Date.now() - started) / 1000);
		const show = () =>
			process.stdout.write(`\r\x1b[2K    ${seconds()} s  ${last.slice(0, (process.stdout.columns ?? 80) - 16)}`);
		const beat = process.stdout.isTTY
			? setInterval(show, 250)
			: setInterval(() => console.log(`    ${seconds()} s  ${last}`), HEARTBEAT_S * 1000);
		const hear = (chunk) => {
			output += chunk;
			last =
				String(chunk)
					.trim()
					.split(/[\r\n]+/)
					.at(-1) || last;
		};
		child.stdout.on("data", hear);
		child.stderr.on("data", hear);
		const end = (error) => {
			clearInterval(beat);
			if (process.stdout.isTTY) process.stdout.write("\r\x1b[2K");
			error ? reject(error) : resolve(output);
		};
		child.on("error", (error) => end(new StepError(`${label} could not be started: ${error.message}`)));
		child.on("close", (code) => {
			if (code === 0) return end();
			const tail = output.trim().split("\n").slice(-12).join("\n      ");
			const hint = [...hints, ...COMMON_HINTS].find(([pattern]) => pattern.test(output))?.[1] ?? "";
			end(new StepError(`${label} ended with exit status ${code}:\n      ${tail}`, hint));
		});
	});
}

const COMMON_HINTS = [
	[
		/ENOSPC|No space left on device/i,
		"The disk is full. About 5 GB are needed; free some space and run the command again.",
	],
	[
		/ENOTFOUND|EAI_AGAIN|ETIMEDOUT|ECONNREFUSED|ECONNRESET|Temporary failure in name resolution|Failed to establish a new connection|NewConnectionError|Read timed out/i,
		"The package registry cannot be reached. Check the network or proxy (npm config get registry, pip config list) and run the command again.",
	],
	[
		/EACCES|EROFS|Permission denied|Read-only file system/i,
		"The checkout is not writable for you. Clone it into a folder of your own.",
	],
];
