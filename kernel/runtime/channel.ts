/**
 * The runtime's line to the supervisor. Sending blocks until the bytes are in the pipe: what was sent before a crash
 * arrives, and a cell that prints faster than anyone reads is slowed instead of filling memory.
 *
 * A cell may close descriptors 1 and 2, and may even get the numbers back as files of its own: nothing is written there
 * that is not meant for them.
 */
import { randomUUID } from "node:crypto";
import * as fs from "node:fs";
import { toFrame, toTextFrame } from "../protocol/frames";
import { type Mark, mark } from "../protocol/marks";
import { FROM_RUNTIME, type FromRuntime } from "../protocol/runtime";

/** The supervisor's word for marks in the pipes. */
const TOKEN = process.env.ATTENTION_LAB_MARK ?? randomUUID();
delete process.env.ATTENTION_LAB_MARK;

/** Of a text, what goes at once. */
const PART = 64 * 1024;
const PIPES = [1, 2].map((descriptor) => ({ descriptor, id: idOf(descriptor) }));

/** @throws when the message is too long or holds what cannot be sent. */
export function send(message: FromRuntime): void {
	writeAll(FROM_RUNTIME, toFrame(message));
}

let open = { key: "", name: "" };

/** Text for a stream of a request, in parts that a front end takes. */
export function sendText(key: string, name: "stdout" | "stderr", text: string): void {
	for (let at = 0; at < text.length; ) {
		const end = at + PART < text.length ? boundary(text, at + PART) : text.length;
		sendPart(key, name, text.slice(at, end));
		at = end;
	}
}

/** What continues the text before it goes as bare text. */
function sendPart(key: string, name: "stdout" | "stderr", text: string): void {
	if (open.key === key && open.name === name && isWhole(text)) {
		writeAll(FROM_RUNTIME, toTextFrame(text));
	} else {
		// An interrupt may terminate this anywhere: what is not known to be open must not be continued.
		open = { key: "", name: "" };
		send({ type: "stream", key, name, text });
		open = { key, name };
	}
}

/** Not between the halves of a surrogate pair. */
function boundary(text: string, at: number): number {
	return text.codePointAt(at - 1)! > 0xffff ? at + 1 : at;
}

/** Whether no half of a surrogate pair stands alone. */
function isWhole(text: string): boolean {
	return (text as string & { isWellFormed(): boolean }).isWellFormed();
}

/** Puts a mark into the pipes of descriptors 1 and 2. */
export function markPipes(word: Mark): void {
	const text = Buffer.from(mark(TOKEN, word));
	for (const pipe of PIPES) {
		if (idOf(pipe.descriptor) === pipe.id) {
			writeAll(pipe.descriptor, text);
		}
	}
}

/**
 * What a descriptor means now. As big integers: Node's `realpathSync` looks at the numbers that the last `fstat` has left,
 * and follows no link after one of a pipe, so that a package would be loaded twice.
 */
function idOf(descriptor: number): string {
	try {
		const { dev, ino } = fs.fstatSync(descriptor, { bigint: true });
		return `${dev}-${ino}`;
	} catch {
		return "closed";
	}
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
