import { once } from "node:events";
import { MessageChannel } from "node:worker_threads";
import { inSteps } from "../../../kernel/compiler/steps";

function* spinning(steps: number, after: (step: number) => void): Generator<void> {
	for (let step = 0; step < steps; step += 1) {
		const end = performance.now() + 3;
		while (performance.now() < end) {}
		after(step);
		yield;
	}
}

test("messages are heard while the work goes on, and all of it is done", async () => {
	const { port1, port2 } = new MessageChannel();
	const done: number[] = [];
	let atMessage = 0;
	port2.on("message", () => {
		atMessage = done.length;
	});
	await new Promise<void>((resolve) => {
		inSteps(
			spinning(40, (step) => {
				done.push(step);
				if (step === 0) {
					port1.postMessage("?");
				}
			}),
			resolve,
		);
	});
	expect(done).toEqual(Array.from({ length: 40 }, (_, step) => step));
	expect(atMessage).toBeGreaterThan(0);
	expect(atMessage).toBeLessThan(40);
	port1.close();
	await once(port2, "close");
});
