/** A request from a front end, and where its answer goes. */
import type { Content, Header } from "../protocol/message";
import type { Received } from "../protocol/wire";
import type { Channel } from "./sockets";

export class Request {
	readonly type: string;
	readonly header: Header;
	readonly content: Content;
	readonly metadata: Content;
	readonly buffers: Uint8Array[];
	readonly identities: Buffer[];
	/** Set once an interrupt asked for its end. */
	interrupted = false;

	constructor(
		readonly channel: Channel,
		{ identities, message }: Received,
	) {
		this.type = message.header.msg_type;
		this.header = message.header;
		this.content = message.content;
		this.metadata = message.metadata;
		this.buffers = message.buffers;
		this.identities = identities;
	}

	get key(): string {
		return this.header.msg_id;
	}

	text(name: string): string {
		const value = this.content[name];
		return typeof value === "string" ? value : "";
	}

	flag(name: string, otherwise: boolean): boolean {
		const value = this.content[name];
		return typeof value === "boolean" ? value : otherwise;
	}

	number(name: string, otherwise: number): number {
		const value = this.content[name];
		return typeof value === "number" ? value : otherwise;
	}
}
