/** A Jupyter message, and how one is made. */
import { randomUUID } from "node:crypto";

/** The version of the protocol that the kernel speaks. */
export const PROTOCOL = "5.5";

export interface Header {
	msg_id: string;
	msg_type: string;
	session: string;
	username: string;
	date: string;
	version: string;
	/** Names a subshell, for requests to one. */
	subshell_id?: string | null;
}

export type Content = Record<string, unknown>;

export interface Message {
	header: Header;
	/** Empty when nothing caused the message. */
	parent: Partial<Header>;
	metadata: Content;
	content: Content;
	buffers: Uint8Array[];
}

/** This kernel's session. */
export const SESSION = randomUUID();

export function newMessage(
	type: string,
	content: Content,
	parent: Partial<Header> = {},
	more: Partial<Message> = {},
): Message {
	const header: Header = {
		msg_id: randomUUID(),
		msg_type: type,
		session: SESSION,
		username: "kernel",
		date: new Date().toISOString(),
		version: PROTOCOL,
	};
	return { header, parent, metadata: {}, content, buffers: [], ...more };
}
