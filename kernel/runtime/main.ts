/** The runtime process: runs compiled cells and owns every value of theirs. */
import type { CommEvent, ToRuntime } from "../protocol/runtime";
import { hideBookkeeping } from "./bookkeeping";
import { Cells } from "./cells";
import { receive, send } from "./channel";
import { RuntimeComms } from "./comms";
import { installTensorTables } from "./console";
import { within } from "./context";
import { clearOutput, display } from "./display";
import { installDisposables } from "./disposables";
import { lateFault } from "./fault";
import { answer, input } from "./input";
import { startWatchdog } from "./interrupt";
import { Interruptible, KeyboardInterrupt } from "./interrupts";
import { installOneEngine, Modules } from "./modules";
import { progress } from "./progress";
import { installStackTraces } from "./stack";
import { captureStreams } from "./streams";

const folder = process.cwd();
const comms = new RuntimeComms();
const cells = new Cells(folder, new Modules(folder), comms);

function handle(message: ToRuntime): void {
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
		const failed = (error: unknown) => process.stderr.write(lateFault(error, "A comm handler failed:"));
		const handled = () => {
			handling.end();
			send({ type: "handled", key: event.key });
		};
		const handling = new Interruptible(() => {
			failed(new KeyboardInterrupt());
			handled();
		});
		try {
			const pending = comms.take(event);
			if (pending instanceof Promise) {
				pending.catch(failed);
			}
		} catch (error) {
			failed(error);
		}
		handled();
	});
}

startWatchdog();
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
receive(handle);
send({ type: "ready" });
