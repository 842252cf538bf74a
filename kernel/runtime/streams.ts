/** `console` and `process.stdout`, in order with everything else a cell shows. */
import { StringDecoder } from "node:string_decoder";
import { sendText } from "./channel";
import { currentKey } from "./context";

type Write = typeof process.stdout.write;

let muted = false;

/** Drops what is written while `action` runs: greetings of libraries. */
export async function quietly<T>(action: () => Promise<T>): Promise<T> {
	muted = true;
	try {
		return await action();
	} finally {
		muted = false;
	}
}

export function captureStreams(): void {
	for (const name of ["stdout", "stderr"] as const) {
		// Node made the pipe answer "try again" when it is full. Whoever writes to the descriptor itself must wait instead.
		(process[name] as unknown as { _handle: { setBlocking(isBlocking: boolean): void } })._handle.setBlocking(true);
		process[name].write = writer(name);
	}
}

function writer(name: "stdout" | "stderr"): Write {
	const decoder = new StringDecoder("utf8");
	return ((chunk: string | Uint8Array, encoding?: unknown, done?: unknown) => {
		const text = typeof chunk === "string" ? chunk : decoder.write(Buffer.from(chunk));
		if (text && !muted) {
			sendText(currentKey(), name, text);
		}
		const callback = typeof encoding === "function" ? encoding : done;
		if (typeof callback === "function") {
			callLater(callback as Callback);
		}
		return true;
	}) as Write;
}

type Callback = () => void;

let calls: { callback: Callback; times: number }[] = [];

/** Like `nextTick`. A loop that prints ten million lines gives `console`'s one callback as often: it is counted. */
function callLater(callback: Callback): void {
	if (calls.length === 0) {
		process.nextTick(callAll);
	}
	const last = calls.at(-1);
	if (last?.callback === callback) {
		last.times += 1;
	} else {
		calls.push({ callback, times: 1 });
	}
}

function callAll(): void {
	const due = calls;
	calls = [];
	for (const { callback, times } of due) {
		for (let time = 0; time < times; time += 1) {
			callAlone(callback);
		}
	}
}

/** What one throws must not keep the others from being called. */
function callAlone(callback: Callback): void {
	try {
		callback();
	} catch (error) {
		process.nextTick(() => {
			throw error;
		});
	}
}
