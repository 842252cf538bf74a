/**
 * Frames between supervisor and runtime: eight bytes of head, then a structured clone; or, where the highest bit of the
 * length is set, bare UTF-8 text. Bare text costs a tenth of a clone, which a cell that prints a million lines feels.
 *
 * The head is the length and its complement, so that bytes which some code of a cell wrote into the line are known for
 * what they are.
 */
import * as v8 from "node:v8";

const HEAD = 8;
const IS_TEXT = 0x8000_0000;

/** No frame is longer. JSON of twice the size still fits into a string. */
export const LONGEST = 256_000_000;

/** @throws when it is too long, or holds what cannot be cloned. */
export function toFrame(message: unknown): Buffer {
	const body = v8.serialize(message);
	if (body.length > LONGEST) {
		const [most, got] = [LONGEST, body.length].map((bytes) => Math.round(bytes / 1e6));
		throw new RangeError(`message: what is shown or sent at once must hold at most ${most} MB, got ${got} MB`);
	}
	const frame = headed(body.length, 0);
	body.copy(frame, HEAD);
	return frame;
}

/** @param text - Without half surrogate pairs, which UTF-8 cannot carry, and far from the longest. */
export function toTextFrame(text: string): Buffer {
	const frame = headed(Buffer.byteLength(text), IS_TEXT);
	frame.write(text, HEAD);
	return frame;
}

function headed(size: number, kind: number): Buffer {
	const frame = Buffer.allocUnsafe(HEAD + size);
	const length = (size | kind) >>> 0;
	frame.writeUInt32LE(length);
	frame.writeUInt32LE(~length >>> 0, 4);
	return frame;
}

export class FrameReader {
	private chunks: Buffer[] = [];
	private size = 0;

	/**
	 * Takes bytes as they come, returns what is complete with them: messages, and neighbouring texts as one.
	 *
	 * @throws when they are no frames.
	 */
	push(chunk: Buffer): unknown[] {
		this.chunks.push(chunk);
		this.size += chunk.length;
		const found: unknown[] = [];
		if (this.size < HEAD || this.size < HEAD + this.length(this.head(), 0)) {
			return found;
		}
		const all = this.head(this.size);
		let at = 0;
		while (at + HEAD <= all.length && at + HEAD + this.length(all, at) <= all.length) {
			const end = at + HEAD + this.length(all, at);
			if (all.readUInt32LE(at) < IS_TEXT) {
				found.push(v8.deserialize(all.subarray(at + HEAD, end)));
			} else {
				const text = all.toString("utf8", at + HEAD, end);
				if (typeof found.at(-1) === "string") {
					found[found.length - 1] += text;
				} else {
					found.push(text);
				}
			}
			at = end;
		}
		this.chunks = at < all.length ? [all.subarray(at)] : [];
		this.size = all.length - at;
		return found;
	}

	private length(bytes: Buffer, at: number): number {
		const length = bytes.readUInt32LE(at);
		if ((length ^ bytes.readUInt32LE(at + 4)) !== -1 || (length & ~IS_TEXT) > LONGEST) {
			const got = bytes.toString("hex", at, at + HEAD);
			throw new Error(`FrameReader: a frame must begin with its length and the complement, got ${got}`);
		}
		return length & ~IS_TEXT;
	}

	/** The bytes in one piece, as far as needed. */
	private head(need = HEAD): Buffer {
		if (this.chunks[0].length < need) {
			this.chunks = [Buffer.concat(this.chunks)];
		}
		return this.chunks[0];
	}
}
