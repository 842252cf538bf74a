/** Frames between supervisor and runtime: four bytes of length, then a structured clone. */
import * as v8 from "node:v8";

const HEAD = 4;

export function toFrame(message: unknown): Buffer {
	const body = v8.serialize(message);
	const frame = Buffer.allocUnsafe(HEAD + body.length);
	frame.writeUInt32LE(body.length);
	body.copy(frame, HEAD);
	return frame;
}

export class FrameReader {
	private chunks: Buffer[] = [];
	private size = 0;

	/** Takes bytes as they come, returns the messages that are complete with them. */
	push(chunk: Buffer): unknown[] {
		this.chunks.push(chunk);
		this.size += chunk.length;
		const messages: unknown[] = [];
		for (let need = this.need(); need !== undefined && this.size >= need; need = this.need()) {
			const all = this.whole();
			messages.push(v8.deserialize(all.subarray(HEAD, need)));
			this.chunks = [all.subarray(need)];
			this.size -= need;
		}
		return messages;
	}

	/** Bytes of the next frame, once its head is there. */
	private need(): number | undefined {
		if (this.size < HEAD) {
			return undefined;
		}
		const head = this.chunks[0].length >= HEAD ? this.chunks[0] : this.whole();
		return HEAD + head.readUInt32LE();
	}

	private whole(): Buffer {
		if (this.chunks.length > 1) {
			this.chunks = [Buffer.concat(this.chunks)];
		}
		return this.chunks[0];
	}
}
