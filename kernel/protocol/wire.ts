/** Messages as frames: identities, delimiter, signature, four JSON parts, buffers. */
import { isUtf8 } from "node:buffer";
import { createHmac, timingSafeEqual } from "node:crypto";
import { inspect } from "node:util";
import { isTooDeep, NESTING } from "./depth";
import type { Content, Message } from "./message";

const DELIMITER = Buffer.from("<IDS|MSG>");
/** A header is repeated in all that is said about its message. */
const LONGEST_HEADER = 64 * 1024;

export interface Received {
	/** Where the answer goes; gateways put several in front. */
	identities: Buffer[];
	message: Message;
	/** Why parts besides the header could not be read; they are empty then. */
	wrong?: string;
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

	/** @throws when nobody can be answered: frames are missing, the signature is wrong, the header makes no sense. */
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
		const wrong: string[] = [];
		const [parent, metadata, content] = ["parent_header", "metadata", "content"].map((name, index) => {
			try {
				return object(name, parts[index + 1]);
			} catch (error) {
				wrong.push((error as Error).message);
				return {};
			}
		});
		const message = { header: headerOf(parts[0]), parent, metadata, content, buffers: frames.slice(at + 6) };
		return { identities: frames.slice(0, at), message, wrong: wrong[0] };
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

function headerOf(part: Buffer): Message["header"] {
	if (part.length > LONGEST_HEADER) {
		throw new Error(`decode: a header must have at most ${LONGEST_HEADER} bytes, got ${part.length}`);
	}
	const header = object("header", part);
	if (typeof header.msg_id !== "string" || typeof header.msg_type !== "string") {
		throw new Error("decode: a header must have msg_id and msg_type");
	}
	return header as unknown as Message["header"];
}

function object(name: string, part: Buffer): Content {
	const got = () => inspect(part.toString("utf8", 0, 40));
	if (!isUtf8(part)) {
		throw new Error(`decode: ${name} must be UTF-8, got ${got()}`);
	}
	const text = part.toString();
	if (isTooDeep(text)) {
		throw new Error(`decode: ${name} must be nested at most ${NESTING} deep, got ${got()}`);
	}
	const value = parsed(text);
	if (typeof value !== "object" || value === null || Array.isArray(value)) {
		throw new Error(`decode: ${name} must be a JSON object, got ${got()}`);
	}
	return value as Content;
}

/** Nothing where it is no JSON. */
function parsed(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}
