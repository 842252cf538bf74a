/**
 * The runtime's line to the supervisor. Sending blocks until the bytes are in the pipe: what was sent before a crash
 * arrives, and a cell that prints faster than anyone reads is slowed instead of filling memory.
 */
import { randomUUID } from "node:crypto";
import * as fs from "node:fs";
import { Socket } from "node:net";
import { FrameReader, toFrame, toTextFrame } from "../protocol/frames";
import { type Mark, mark } from "../protocol/marks";
import { FROM_RUNTIME, type FromRuntime, TO_RUNTIME, type ToRuntime } from "../protocol/runtime";

/** The supervisor's word for marks in the pipes. */
const TOKEN = process.env.ATTENTION_LAB_MARK ?? randomUUID();
delete process.env.ATTENTION_LAB_MARK;

export function send(message: FromRuntime): void {
	writeAll(FROM_RUNTIME, toFrame(message));
}

let open = { key: "", name: "" };

/** Text for a stream of a request. What continues the text before it goes as bare text. */
export function sendText(key: string, name: "stdout" | "stderr", text: string): void {
	if (open.key === key && open.name === name && isWhole(text)) {
		writeAll(FROM_RUNTIME, toTextFrame(text));
	} else {
		send({ type: "stream", key, name, text });
		open = { key, name };
	}
}

/** Whether no half of a surrogate pair stands alone. */
function isWhole(text: string): boolean {
	return (text as string & { isWellFormed(): boolean }).isWellFormed();
}

/** Puts a mark into the pipes of descriptors 1 and 2. */
export function markPipes(word: Mark): void {
	const text = Buffer.from(mark(TOKEN, word));
	writeAll(1, text);
	writeAll(2, text);
}

export function receive(handler: (message: ToRuntime) => void): void {
	const reader = new FrameReader();
	const socket = new Socket({ fd: TO_RUNTIME, readable: true, writable: false });
	socket.on("data", (chunk) => {
		for (const message of reader.push(chunk)) {
			handler(message as ToRuntime);
		}
	});
	socket.on("close", () => process.exit());
}

function writeAll(descriptor: number, bytes: Buffer): void {
	for (let at = 0; at < bytes.length; ) {
		try {
			at += fs.writeSync(descriptor, bytes, at);
		} catch (error) {
			if ((error as NodeJS.ErrnoException).code !== "EAGAIN") {
				throw error;
			}
		}
	}
}
