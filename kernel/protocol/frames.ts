/**
 * Frames between supervisor and runtime: four bytes of length, then a structured clone; or, where the highest bit of the
 * length is set, bare UTF-8 text. Bare text costs a tenth of a clone, which a cell that prints a million lines feels.
 */
import * as v8 from "node:v8";

const HEAD = 4;
const IS_TEXT = 0x8000_0000;

export function toFrame(message: unknown): Buffer {
	const body = v8.serialize(message);
	const frame = Buffer.allocUnsafe(HEAD + body.length);
	frame.writeUInt32LE(body.length);
	body.copy(frame, HEAD);
	return frame;
}

/** @param text - Without half surrogate pairs, which UTF-8 cannot carry. */
export function toTextFrame(text: string): Buffer {
	const size = Buffer.byteLength(text);
	const frame = Buffer.allocUnsafe(HEAD + size);
	frame.writeUInt32LE((size | IS_TEXT) >>> 0);
	frame.write(text, HEAD);
	return frame;
}

export class FrameReader {
	private chunks: Buffer[] = [];
	private size = 0;

	/** Takes bytes as they come, returns what is complete with them: messages, and neighbouring texts as one. */
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
		return bytes.readUInt32LE(at) & ~IS_TEXT;
	}

	/** The bytes in one piece, as far as needed. */
	private head(need = HEAD): Buffer {
		if (this.chunks[0].length < need) {
			this.chunks = [Buffer.concat(this.chunks)];
		}
		return this.chunks[0];
	}
}
