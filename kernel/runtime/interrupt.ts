/** The main thread's side of the watchdog: messages of the supervisor, and interrupts. */
import * as path from "node:path";
import { Worker } from "node:worker_threads";
import { clearLeftovers } from "./async-hooks";
import { send } from "./channel";
import { countWaits } from "./children";
import { Interruptible } from "./interrupts";
import {
	ASKED,
	CANCELLED,
	type FromMain,
	INSPECTED,
	type Passed,
	SHIELDS,
	STATE,
	STRUCK,
	TAKEN,
	type ToMain,
	WAITING,
} from "./watchdog";

const state = new Int32Array(new SharedArrayBuffer(20));

/** Native work that takes long looks at this number, and ends where it is not 0: a blow falls on JavaScript alone. */
Object.defineProperty(globalThis, Symbol.for("attention-lab.cancelled"), {
	value: state.subarray(CANCELLED, CANCELLED + 1),
});
/** How long an exit waits for the inspector's session to end. */
const EXIT_MS = 500;

export interface Listener {
	take(message: Passed): void;
	/** Code was terminated: what it left half done must be made good. */
	struck(): void;
	/** A request has been answered no more than begun: the blow fell on it. */
	lost(key: string, type: Passed["type"]): void;
}

let watchdog: Worker;
/** The blow has fallen, and what it left half done is being made good. */
let recovering = false;

/** Whether an interrupt has terminated code and is not over yet: a cell that ends now was interrupted. */
export function isStruck(): boolean {
	return Atomics.load(state, STATE) === STRUCK;
}

/** Does what must not be left half done: an interrupt waits until it is. */
export async function shielded<T>(action: () => Promise<T>): Promise<T> {
	Atomics.add(state, SHIELDS, 1);
	// The blow that was decided before falls here, or is called off.
	while (isStruck()) {}
	try {
		return await action();
	} finally {
		Atomics.sub(state, SHIELDS, 1);
	}
}

/** The same for what ends within a blink: a shield costs two atomic additions. */
export function shieldedNow<T>(action: () => T): T {
	Atomics.add(state, SHIELDS, 1);
	while (isStruck() && !recovering) {}
	try {
		return action();
	} finally {
		Atomics.sub(state, SHIELDS, 1);
	}
}

/** A request has been answered. */
export function answered(key: string): void {
	tell({ type: "answered", key });
}

export function startWatchdog(listener: Listener): void {
	watchdog = new Worker(path.join(__dirname, "watchdog.js"), {
		workerData: { state: state.buffer },
		execArgv: [],
		env: {},
		stdin: false,
	});
	// A session that connects while the main thread is still starting may never be answered.
	setImmediate(() => tell({ type: "started" }));
	countWaits(state, WAITING);
	process.on("exit", () => {
		tell({ type: "exit" });
		Atomics.wait(state, INSPECTED, 0, EXIT_MS);
	});
	watchdog.on("message", (message: ToMain) => {
		switch (message.type) {
			case "take":
				listener.take(message.message);
				break;
			case "ping":
				tell({ type: "here" });
				break;
			case "interrupt":
				if (Atomics.compareExchange(state, STATE, ASKED, TAKEN) === ASKED) {
					Interruptible.interruptAll();
					calm(message.id);
				}
				break;
			case "struck":
				clearLeftovers();
				Atomics.store(state, SHIELDS, 0);
				Atomics.store(state, WAITING, 0);
				Atomics.store(state, CANCELLED, 0);
				recovering = true;
				try {
					listener.struck();
				} finally {
					recovering = false;
				}
				Interruptible.interruptAll();
				for (const [key, type] of message.lost) {
					if (!Interruptible.isOpen(key)) {
						listener.lost(key, type);
					}
				}
				Atomics.store(state, STATE, TAKEN);
				calm(message.id);
				break;
		}
	});
}

function calm(id: number): void {
	send({ type: "calm", id });
	tell({ type: "calm" });
}

function tell(message: FromMain): void {
	watchdog.postMessage(message);
}
