/** The main thread's side of the watchdog. */
import * as path from "node:path";
import { Worker } from "node:worker_threads";
import { send } from "./channel";
import { Interruptible } from "./interrupts";
import { ASKED, TAKEN } from "./watchdog";

export function startWatchdog(): void {
	const state = new Int32Array(new SharedArrayBuffer(4));
	const watchdog = new Worker(path.join(__dirname, "watchdog.js"), {
		workerData: { state: state.buffer },
		execArgv: [],
		env: {},
		stdin: false,
	});
	watchdog.on("message", (word: "interrupt" | "ping" | "struck") => {
		if (word === "ping") {
			watchdog.postMessage("here");
		} else if (word === "struck" || Atomics.compareExchange(state, 0, ASKED, TAKEN) === ASKED) {
			Interruptible.interruptAll();
			send({ type: "calm" });
		}
	});
}
