/** What Linux tells of processes. */
import * as fs from "node:fs";

/** Fields of `/proc/PID/status` in MB: `VmRSS` is resident now, `VmHWM` the most so far. */
export function memoryMB(pid: number, field: "VmRSS" | "VmHWM" = "VmRSS"): number {
	return kilobytes(`/proc/${pid}/status`, field) / 1000;
}

/** Resident memory of which each page is shared out among those that use it. */
export function shareMB(pid: number): number {
	return kilobytes(`/proc/${pid}/smaps_rollup`, "Pss") / 1000;
}

/** All that descend from a process, the nearest first. */
export function descendants(pid: number): number[] {
	const children = fs.readdirSync("/proc").filter((name) => /^\d+$/.test(name) && parentOf(name) === pid);
	return children.map(Number).flatMap((child) => [child, ...descendants(child)]);
}

function parentOf(pid: string): number {
	return Number(/^PPid:\s+(\d+)/m.exec(read(`/proc/${pid}/status`))?.[1]);
}

function kilobytes(file: string, field: string): number {
	return Number(new RegExp(`^${field}:\\s+(\\d+) kB`, "m").exec(read(file))?.[1]);
}

function read(file: string): string {
	try {
		return fs.readFileSync(file, "utf8");
	} catch {
		return ""; // It ended meanwhile.
	}
}
