/** The runtime process: runs compiled cells and owns every value of theirs. */
import type { CommEvent } from "../protocol/runtime";
import { hideBookkeeping } from "./bookkeeping";
import { Cells } from "./cells";
import { send } from "./channel";
import { RuntimeComms } from "./comms";
import { installTensorTables } from "./console";
import { within } from "./context";
import { clearOutput, display } from "./display";
import { installDisposables } from "./disposables";
import { lateFault } from "./fault";
import { answer, input } from "./input";
import { answered, startWatchdog } from "./interrupt";
import { INTERRUPTED, Interruptible, KeyboardInterrupt } from "./interrupts";
import { installOneEngine, Modules } from "./modules";
import { offerFirst } from "./offer";
import { progress } from "./progress";
import { installStackTraces } from "./stack";
import { captureStreams } from "./streams";
import { recoverTensors } from "./tensors";
import type { Passed } from "./watchdog";

const folder = process.cwd();
const comms = new RuntimeComms();
const modules = new Modules(folder);
const cells = new Cells(folder, modules, comms);

function take(message: Passed): void {
	switch (message.type) {
		case "run":
			cells.run(message.key, message.program);
			break;
		case "comm":
			takeComm(message);
			break;
		case "input":
			answer(message.id, message.value, message.refused);
			break;
	}
}

/** Hands an event to the handlers of cells; that it was handled is sent once, whatever happens to their code. */
function takeComm(event: CommEvent): void {
	within(event.key, () => {
		const handled = () => {
			handling.end();
			send({ type: "handled", key: event.key });
			answered(event.key);
		};
		const handling = new Interruptible(event.key, () => {
			within(event.key, () => handlerFailed(new KeyboardInterrupt()));
			handled();
		});
		try {
			const pending = comms.take(event);
			if (pending instanceof Promise) {
				pending.catch(handlerFailed);
			}
		} catch (error) {
			handlerFailed(error);
		}
		handled();
	});
}

function handlerFailed(error: unknown): void {
	process.stderr.write(lateFault(error, "A comm handler failed:"));
}

/** An interrupt fell on a request before it had begun, or while its end was told. */
function lost(key: string, type: Passed["type"]): void {
	if (type === "comm") {
		within(key, () => handlerFailed(new KeyboardInterrupt()));
	}
	cells.tell(key, INTERRUPTED);
}

/** Terminated code runs no `finally`: what it left half done is made good. */
function struck(): void {
	modules.forgetHalfLoaded();
	recoverTensors();
}

offerFirst();
startWatchdog({ take, struck, lost });
captureStreams();
installStackTraces();
hideBookkeeping();
installTensorTables();
installDisposables();
installOneEngine();
process.on("uncaughtException", (error) =>
	process.stderr.write(lateFault(error, "Uncaught, outside of any cell's await:")),
);
process.on("unhandledRejection", (error) => process.stderr.write(lateFault(error, "Rejected, and nobody awaits it:")));
process.on("SIGINT", () => {});
for (const [name, value] of Object.entries({ display, clearOutput, input, progress, comms })) {
	Object.defineProperty(globalThis, name, { configurable: true, writable: true, value });
}
send({ type: "ready" });
