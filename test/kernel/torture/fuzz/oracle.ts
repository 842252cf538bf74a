/** What must come back for frames that a front end sent: worked out from the protocol, apart from the kernel. */

import { isUtf8 } from "node:buffer";
import { createHmac } from "node:crypto";
import type { Content } from "../../../../kernel/protocol/message";

export interface Due {
	/** The request's `msg_id`. */
	id: string;
	type: string;
	replies: number;
}

const PARTS = ["header", "parent_header", "metadata", "content"] as const;
const DEEPEST = 500;
const LONGEST_HEADER = 65_536;

/** Nothing where the message cannot be answered. */
export function due(key: string, channel: string, frames: readonly Uint8Array[]): Due | undefined {
	const at = frames.findIndex((frame) => Buffer.from(frame).toString("latin1") === "<IDS|MSG>");
	const parts = frames.slice(at + 2, at + 2 + PARTS.length);
	if (
		at < 0 ||
		parts.length < PARTS.length ||
		signature(key, parts) !== Buffer.from(frames[at + 1]).toString("latin1")
	) {
		return undefined;
	}
	const header = object(parts[0]);
	if (parts[0].length > LONGEST_HEADER || typeof header?.msg_id !== "string" || typeof header.msg_type !== "string") {
		return undefined;
	}
	const { msg_id: id, msg_type: type } = header;
	const isAnswer = channel === "stdin" && type === "input_reply";
	return isAnswer ? undefined : { id, type, replies: type.endsWith("_request") ? 1 : 0 };
}

export function signature(key: string, parts: readonly Uint8Array[]): string {
	const mac = createHmac("sha256", key);
	for (const part of parts) {
		mac.update(part);
	}
	return mac.digest("hex");
}

function object(bytes: Uint8Array): Content | undefined {
	try {
		const value = isUtf8(bytes) ? JSON.parse(Buffer.from(bytes).toString()) : undefined;
		return isObject(value) && !isTooDeep(value) ? value : undefined;
	} catch {
		return undefined;
	}
}

function isObject(value: unknown): value is Content {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isTooDeep(value: unknown): boolean {
	let level = [value].filter(isContainer);
	for (let depth = 1; level.length > 0; depth += 1) {
		if (depth > DEEPEST) {
			return true;
		}
		level = level.flatMap((item) => Object.values(item)).filter(isContainer);
	}
	return false;
}

function isContainer(value: unknown): value is object {
	return typeof value === "object" && value !== null;
}
