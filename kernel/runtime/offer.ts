/** When the machine runs out of memory, this process is to end and the supervisor to say so, not the other way round. */
import * as fs from "node:fs";

/** What Linux counts on top of a process's thousandths of all memory when it chooses which one to end. */
const SCORE = "/proc/self/oom_score_adj";
const MORE = 500;
const MOST = 1000;

/** Puts this process, and all that it starts, before the one that started it. Where that cannot be said, nothing is. */
export function offerFirst(file = SCORE): void {
	try {
		const inherited = Number(fs.readFileSync(file, "latin1"));
		fs.writeFileSync(file, String(Math.min(MOST, inherited + MORE)));
	} catch {
		// Another system, or one that does not let us.
	}
}
