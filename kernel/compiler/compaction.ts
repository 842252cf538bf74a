/** Gives memory back that V8 keeps after much was read and dropped: 30 MB of 170. It takes a fifth of a second. */
import * as v8 from "node:v8";
import * as vm from "node:vm";

/** So much more than last time makes it worth the while. */
const GROWN_BYTES = 20 * 1024 * 1024;

let held: number | undefined;
let collect: (() => void) | undefined;

/** Compacts the heap of this thread when it has grown since the last call that did, or the first one. */
export function compactIfGrown(): void {
	held ??= physical();
	if (physical() > held + GROWN_BYTES) {
		collect ??= collector();
		v8.setFlagsFromString("--compact-on-every-full-gc");
		collect();
		v8.setFlagsFromString("--no-compact-on-every-full-gc");
		held = physical();
	}
}

/** What the heap takes of the machine: its total size counts pages, too, that V8 of Node 24 has already given back. */
function physical(): number {
	return v8.getHeapStatistics().total_physical_size;
}

/** Node offers V8's collector only to programs that were started with a flag; a context made after it is set has it. */
function collector(): () => void {
	v8.setFlagsFromString("--expose-gc");
	const found: () => void = vm.runInNewContext("gc");
	v8.setFlagsFromString("--no-expose-gc");
	return found;
}
