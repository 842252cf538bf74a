/**
 * A thread of the runtime that acts when the main thread cannot: it ends the process when the supervisor is gone, and stops
 * any loop on an interrupt, in a cell, a timer or a package, without loss of state.
 *
 * The inspector's `Runtime.terminateExecution` strikes whatever JavaScript runs next if none runs now. So the main thread is
 * asked first; only where it does not answer is it struck, and then asked until it does, so that the blow cannot fall later
 * on something else.
 */
import { Session } from "node:inspector";
import { Socket } from "node:net";
import { parentPort, workerData } from "node:worker_threads";
import { TO_WATCHDOG } from "../protocol/runtime";
import { serveInspector } from "./inspector";

/** States of one interrupt, in shared memory: whoever leaves `ASKED` first decides how it goes. */
export const ASKED = 0;
export const TAKEN = 1;
export const STRUCK = 2;

const ANSWER_MS = 60;
const ASK_MS = 20;
/** Questions without an answer after which a loop that goes on is struck again. */
const ASKS = 10;

if (parentPort) {
	watch(new Int32Array(workerData.state));
}

function watch(state: Int32Array): void {
	const main = parentPort!;
	let interrupting = false;
	let wanted = false;
	let answers = 0;
	let endInspector = () => {};
	main.on("message", (word: "here" | "started" | "exit") => {
		answers += 1;
		if (word === "started") {
			endInspector = serveInspector(() => main.postMessage("ping"));
		} else if (word === "exit") {
			endInspector();
			Atomics.store(state, 1, 1);
			Atomics.notify(state, 1);
		}
	});

	const interrupt = () => {
		wanted = interrupting;
		if (interrupting) {
			return;
		}
		interrupting = true;
		Atomics.store(state, 0, ASKED);
		main.postMessage("interrupt");
		setTimeout(() => {
			if (Atomics.compareExchange(state, 0, ASKED, STRUCK) === ASKED) {
				strike();
			} else {
				over();
			}
		}, ANSWER_MS);
	};

	/** Another interrupt that came meanwhile may mean the next cell. */
	const over = () => {
		interrupting = false;
		if (wanted) {
			interrupt();
		}
	};

	const strike = () => {
		const session = new Session();
		session.connectToMainThread();
		const blow = () => {
			let fell = false;
			session.post("Runtime.terminateExecution", () => {
				fell = true;
				answers = 0;
			});
			const ask = (left: number) => {
				if (fell && answers > 0) {
					session.disconnect();
					main.postMessage("struck");
					over();
				} else if (fell && left <= 0) {
					blow();
				} else {
					main.postMessage("ping");
					setTimeout(ask, ASK_MS, left - 1);
				}
			};
			ask(ASKS);
		};
		blow();
	};

	const line = new Socket({ fd: TO_WATCHDOG, readable: true, writable: false });
	line.on("data", interrupt);
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
