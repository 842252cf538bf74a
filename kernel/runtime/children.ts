/** Child processes that the main thread waits for, as in `execSync`: it hears nothing meanwhile. */
import * as childProcess from "node:child_process";
import * as fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";

interface Process {
	pid: number;
	parent: number;
}

const SYNC = ["spawnSync", "execSync", "execFileSync"] as const;

/** Counts the waits in shared memory, at `index`. */
export function countWaits(state: Int32Array, index: number): void {
	const module = require("node:child_process");
	for (const name of SYNC) {
		const original = module[name];
		const counted = (...args: unknown[]) => {
			Atomics.add(state, index, 1);
			try {
				return original(...args);
			} finally {
				Atomics.sub(state, index, 1);
			}
		};
		module[name] = Object.defineProperties(counted, Object.getOwnPropertyDescriptors(original));
	}
	syncBuiltinESMExports();
}

/** Signals the child that was started last, and all below it. */
export async function endNewestChild(signal: NodeJS.Signals): Promise<void> {
	const all = await processes();
	const newest = all.filter(({ parent }) => parent === process.pid).at(-1);
	if (newest) {
		for (const { pid } of [newest, ...below(all, newest)]) {
			tryToSignal(pid, signal);
		}
	}
}

function below(all: readonly Process[], { pid }: Process): Process[] {
	return all.filter(({ parent }) => parent === pid).flatMap((child) => [child, ...below(all, child)]);
}

function tryToSignal(pid: number, signal: NodeJS.Signals): void {
	try {
		process.kill(pid, signal);
	} catch {
		// It ended meanwhile.
	}
}

/** Oldest first. */
async function processes(): Promise<Process[]> {
	return process.platform === "linux" ? linux() : others();
}

/** Fields of `/proc/PID/stat` behind the name, which may hold anything: the parent is the second, the start the 20th. */
function linux(): Process[] {
	const found = fs
		.readdirSync("/proc")
		.filter((name) => /^\d+$/.test(name))
		.flatMap((name) => {
			const text = statOf(name);
			const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
			return text ? [{ pid: Number(name), parent: Number(fields[1]), start: Number(fields[19]) }] : [];
		});
	return found.sort((a, b) => a.start - b.start || a.pid - b.pid);
}

function statOf(pid: string): string {
	try {
		return fs.readFileSync(`/proc/${pid}/stat`, "latin1");
	} catch {
		return ""; // It ended meanwhile.
	}
}

/** Numbers of processes rise, as a rule. */
function others(): Promise<Process[]> {
	return new Promise((resolve) => {
		childProcess.execFile("ps", ["-axo", "pid=,ppid="], (_, text) => {
			const rows = text.trim().split("\n");
			const all = rows.map((row) => row.trim().split(/\s+/).map(Number)).map(([pid, parent]) => ({ pid, parent }));
			resolve(all.sort((a, b) => a.pid - b.pid));
		});
	});
}
