/** The main thread's side of the watchdog. */
import * as path from "node:path";
import { Worker } from "node:worker_threads";
import { clearLeftovers } from "./async-hooks";
import { send } from "./channel";
import { Interruptible } from "./interrupts";
import { ASKED, STRUCK, TAKEN } from "./watchdog";

/** The state of an interrupt, and whether the inspector's session has ended. */
const state = new Int32Array(new SharedArrayBuffer(8));
/** How long an exit waits for that. */
const EXIT_MS = 500;

/** Whether an interrupt has terminated code and is not over yet: a cell that ends now was interrupted. */
export function isStruck(): boolean {
	return Atomics.load(state, 0) === STRUCK;
}

export function startWatchdog(): void {
	const watchdog = new Worker(path.join(__dirname, "watchdog.js"), {
		workerData: { state: state.buffer },
		execArgv: [],
		env: {},
		stdin: false,
	});
	// A session that connects while the main thread is still starting may never be answered.
	setImmediate(() => watchdog.postMessage("started"));
	process.on("exit", () => {
		watchdog.postMessage("exit");
		Atomics.wait(state, 1, 0, EXIT_MS);
	});
	watchdog.on("message", (word: "interrupt" | "ping" | "struck") => {
		if (word === "struck") {
			clearLeftovers();
		}
		if (word === "ping") {
			watchdog.postMessage("here");
		} else if (word === "struck" || Atomics.compareExchange(state, 0, ASKED, TAKEN) === ASKED) {
			Interruptible.interruptAll();
			Atomics.store(state, 0, TAKEN);
			send({ type: "calm" });
		}
	});
}
