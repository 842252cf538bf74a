/** Resident memory of a process group: the runtime with all that it started. */
import { execFile } from "node:child_process";
import * as fs from "node:fs";
import { MB } from "./limits";

const POLL_MS = 200;

/** Tells the group's megabytes until the returned function is called. */
export function watchMemory(group: number, tell: (megabytes: number) => void): () => void {
	let timer: NodeJS.Timeout;
	let over = false;
	const look = async () => {
		const found = await groupMemory(group).catch(() => 0);
		if (!over) {
			tell(found);
			timer = setTimeout(look, POLL_MS);
		}
	};
	timer = setTimeout(look, POLL_MS);
	return () => {
		over = true;
		clearTimeout(timer);
	};
}

export async function groupMemory(group: number): Promise<number> {
	return (process.platform === "linux" ? linux(group) : await others(group)) / MB;
}

/** Fields of `/proc/PID/stat` behind the name, which may hold anything: the group is the third, resident pages the 22nd. */
function linux(group: number): number {
	let pages = 0;
	for (const pid of fs.readdirSync("/proc")) {
		if (/^\d+$/.test(pid)) {
			const text = statOf(pid);
			const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
			pages += Number(fields[2]) === group ? Number(fields[21]) : 0;
		}
	}
	return pages * pageSize();
}

function statOf(pid: string): string {
	try {
		return fs.readFileSync(`/proc/${pid}/stat`, "latin1");
	} catch {
		return ""; // It ended meanwhile.
	}
}

let page = 0;

/** Bytes of a page, of which this process's own numbers tell; 4096 on most machines. */
function pageSize(): number {
	if (page === 0) {
		const pages = Number(fs.readFileSync("/proc/self/statm", "latin1").split(" ")[1]);
		const kilobytes = Number(/VmRSS:\s+(\d+)/.exec(fs.readFileSync("/proc/self/status", "latin1"))![1]);
		page = [4096, 16384, 65536].sort((a, b) => distance(a) - distance(b))[0];
		function distance(size: number): number {
			return Math.abs(Math.log((pages * size) / (kilobytes * 1024)));
		}
	}
	return page;
}

function others(group: number): Promise<number> {
	return new Promise((resolve, reject) => {
		execFile("ps", ["-axo", "pgid=,rss="], (error, text) => {
			if (error) {
				reject(error);
				return;
			}
			const rows = text.split("\n").map((line) => line.trim().split(/\s+/).map(Number));
			resolve(rows.reduce((sum, [pgid, kilobytes]) => sum + (pgid === group ? kilobytes * 1024 : 0), 0));
		});
	});
}
