/**
 * A thread of the runtime that acts when the main thread cannot. All messages of the supervisor come through here, so that
 * none is lost in an interrupt; it ends the process when the supervisor is gone, and it stops any loop, in a cell, a timer
 * or a package, without loss of state.
 *
 * The inspector's `Runtime.terminateExecution` strikes whatever JavaScript runs next if none runs now. So the main thread is
 * asked first; only where it does not answer is it struck, and then asked until it does, so that the blow cannot fall later
 * on something else. Meanwhile messages wait here. One that was passed on just before may have been what the blow fell on:
 * the main thread is told of all that it has not answered.
 */
import { Session } from "node:inspector";
import { Socket } from "node:net";
import { parentPort, workerData } from "node:worker_threads";
import { FrameReader } from "../protocol/frames";
import { TO_RUNTIME, type ToRuntime } from "../protocol/runtime";
import { endNewestChild } from "./children";
import { serveInspector } from "./inspector";

/**
 * Shared with the main thread: the state of an interrupt, the end of the inspector's session, waits for children, shields,
 * and whether native work shall end early.
 */
export const [STATE, INSPECTED, WAITING, SHIELDS, CANCELLED] = [0, 1, 2, 3, 4];

/** States of one interrupt: whoever leaves `ASKED` first decides how it goes. */
export const [ASKED, TAKEN, STRUCK] = [0, 1, 2];

/** To the main thread. `interrupt` asks, `struck` tells what may have been lost. */
export type ToMain =
	| { type: "take"; message: Passed }
	| { type: "interrupt"; id: number }
	| { type: "ping" }
	| { type: "struck"; id: number; lost: [key: string, type: Passed["type"]][] };

/** From the main thread: its start; an answer to `ping`; the end of an interrupt, asked or struck; an answer to a request; its exit. */
export type FromMain = { type: "started" | "here" | "calm" | "exit" } | { type: "answered"; key: string };

/** What the main thread gets from the supervisor. */
export type Passed = Exclude<ToRuntime, { type: "interrupt" }>;

const ANSWER_MS = 60;
const ASK_MS = 20;
/** Questions without an answer after which a loop that goes on is struck again. */
const ASKS = 10;
/** The same for a child process that the main thread waits for: it is asked to end, then ended. */
const CHILD_ASKS = { SIGINT: 5, SIGKILL: 50 };

if (parentPort) {
	watch(new Int32Array(workerData.state));
}

function watch(state: Int32Array): void {
	const main = parentPort!;
	/** Once the main thread has started: before, no session is answered. */
	let endInspector: (() => void) | undefined;
	/** What waits for the end of an interrupt; while none is on, nothing. */
	let waiting: ToRuntime[] | undefined;
	/** What the main thread was given and has not answered. */
	const passed = new Map<string, Passed["type"]>();
	let answers = 0;
	let asked: NodeJS.Timeout;

	const tell = (message: ToMain) => main.postMessage(message);

	const take = (message: ToRuntime) => {
		if (waiting) {
			if (message.type === "interrupt" && waiting.at(-1)?.type === "interrupt") {
				waiting.pop();
			}
			waiting.push(message);
		} else if (message.type === "interrupt") {
			interrupt(message.id);
		} else {
			if (message.type !== "input") {
				passed.set(message.key, message.type);
			}
			tell({ type: "take", message });
		}
	};

	const interrupt = (id: number) => {
		waiting = [];
		Atomics.store(state, STATE, ASKED);
		tell({ type: "interrupt", id });
		asked = setTimeout(decide, ANSWER_MS, id);
	};

	/** Strikes, unless the main thread has answered, is shielded, or still starts. */
	const decide = (id: number) => {
		if (Atomics.compareExchange(state, STATE, ASKED, STRUCK) !== ASKED) {
			return;
		}
		if (endInspector && Atomics.load(state, SHIELDS) === 0) {
			strike(id);
		} else {
			Atomics.store(state, STATE, ASKED);
			asked = setTimeout(decide, ASK_MS, id);
		}
	};

	const over = () => {
		const messages = waiting ?? [];
		waiting = undefined;
		for (const message of messages) {
			take(message);
		}
	};

	const strike = (id: number) => {
		Atomics.store(state, CANCELLED, 1);
		const session = new Session();
		session.connectToMainThread();
		let asks = 0;
		const endChild = () => {
			asks += 1;
			for (const [signal, after] of Object.entries(CHILD_ASKS)) {
				if (asks === after && Atomics.load(state, WAITING) > 0) {
					void endNewestChild(signal as NodeJS.Signals);
				}
			}
		};
		const blow = () => {
			let fell = false;
			session.post("Runtime.terminateExecution", () => {
				fell = true;
				answers = 0;
			});
			const ask = (left: number) => {
				if (fell && answers > 0) {
					session.disconnect();
					tell({ type: "struck", id, lost: [...passed] });
				} else if (fell && left <= 0) {
					blow();
				} else {
					endChild();
					tell({ type: "ping" });
					setTimeout(ask, ASK_MS, left - 1);
				}
			};
			ask(ASKS);
		};
		blow();
	};

	main.on("message", (message: FromMain) => {
		switch (message.type) {
			case "started":
				endInspector = serveInspector(() => tell({ type: "ping" }));
				break;
			case "here":
				answers += 1;
				break;
			case "calm":
				clearTimeout(asked);
				over();
				break;
			case "answered":
				passed.delete(message.key);
				break;
			case "exit":
				endInspector?.();
				Atomics.store(state, INSPECTED, 1);
				Atomics.notify(state, INSPECTED);
				break;
		}
	});

	const reader = new FrameReader();
	const line = new Socket({ fd: TO_RUNTIME, readable: true, writable: false });
	line.on("data", (chunk) => {
		for (const message of reader.push(chunk) as ToRuntime[]) {
			take(message);
		}
	});
	line.on("error", die);
	line.on("close", die);
}

/** Ends the runtime and all processes it started. */
function die(): void {
	try {
		process.kill(-process.pid, "SIGKILL");
	} catch {
		process.kill(process.pid, "SIGKILL");
	}
}
