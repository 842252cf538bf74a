/** Messages as frames: identities, delimiter, signature, four JSON parts, buffers. */
import { createHmac, timingSafeEqual } from "node:crypto";
import type { Message } from "./message";

const DELIMITER = Buffer.from("<IDS|MSG>");

export interface Received {
	/** Where the answer goes; gateways put several in front. */
	identities: Buffer[];
	message: Message;
}

export class Wire {
	private readonly hash: string;

	/** @param scheme - As the connection file has it: `hmac-sha256`. */
	constructor(
		private readonly key: string,
		scheme: string,
	) {
		this.hash = scheme.replace(/^hmac-/, "");
	}

	encode(identities: readonly Uint8Array[], { header, parent, metadata, content, buffers }: Message): Uint8Array[] {
		const parts = [header, parent, metadata, content].map((part) => Buffer.from(JSON.stringify(part)));
		return [...identities, DELIMITER, Buffer.from(this.sign(parts)), ...parts, ...buffers];
	}

	/** @throws when frames are missing, the signature is wrong, or a part is no JSON object. */
	decode(frames: readonly Buffer[]): Received {
		const at = frames.findIndex((frame) => frame.equals(DELIMITER));
		const parts = frames.slice(at + 2, at + 6);
		if (at < 0 || parts.length < 4) {
			throw new Error(
				`decode: a message must have a delimiter, a signature and four parts, got ${frames.length} frames`,
			);
		}
		const expected = Buffer.from(this.sign(parts));
		const signature = frames[at + 1];
		if (this.key && (signature.length !== expected.length || !timingSafeEqual(signature, expected))) {
			throw new Error("decode: the signature must be made with the connection's key, got another");
		}
		const [header, parent, metadata, content] = parts.map(object);
		if (typeof header.msg_id !== "string" || typeof header.msg_type !== "string") {
			throw new Error("decode: a header must have msg_id and msg_type");
		}
		const message = { header, parent, metadata, content, buffers: frames.slice(at + 6) } as unknown as Message;
		return { identities: frames.slice(0, at), message };
	}

	private sign(parts: readonly Buffer[]): string {
		if (!this.key) {
			return "";
		}
		const mac = createHmac(this.hash, this.key);
		for (const part of parts) {
			mac.update(part);
		}
		return mac.digest("hex");
	}
}

function object(part: Buffer): Record<string, unknown> {
	const value = JSON.parse(part.toString());
	if (typeof value !== "object" || value === null || Array.isArray(value)) {
		throw new Error(`decode: each part must be a JSON object, got ${part.toString().slice(0, 40)}`);
	}
	return value;
}
