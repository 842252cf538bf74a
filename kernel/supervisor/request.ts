/** A request from a front end, and where its answer goes. */
import type { Content, Header } from "../protocol/message";
import type { Received } from "../protocol/wire";
import type { Channel } from "./sockets";

/** What a request must hold and does not. */
export class BadRequest extends Error {
	override readonly name = "BadRequest";
}

let count = 0;

export class Request {
	/** Its own, also where a front end gives two requests one `msg_id`. */
	readonly key = String(++count);
	readonly type: string;
	readonly header: Header;
	readonly parent: Partial<Header>;
	readonly content: Content;
	readonly metadata: Content;
	readonly buffers: Uint8Array[];
	readonly identities: Buffer[];
	/** Why it cannot be answered as it should. */
	readonly wrong?: string;
	/** Set once an interrupt asked for its end. */
	interrupted = false;

	constructor(
		readonly channel: Channel,
		{ identities, message, wrong }: Received,
	) {
		this.type = message.header.msg_type;
		this.header = message.header;
		this.parent = message.parent;
		this.content = message.content;
		this.metadata = message.metadata;
		this.buffers = message.buffers;
		this.identities = identities;
		this.wrong = wrong;
	}

	/** Whether a reply is due. */
	get isAsked(): boolean {
		return this.type.endsWith("_request");
	}

	/**
	 * A field that is text.
	 *
	 * @param otherwise - What a missing or null field means; without it, the field must be there.
	 * @throws BadRequest, as the others do.
	 */
	text(name: string, otherwise?: string): string {
		const value = this.field(name, otherwise);
		return typeof value === "string" ? value : this.refuse(name, "text");
	}

	flag(name: string, otherwise?: boolean): boolean {
		const value = this.field(name, otherwise);
		return typeof value === "boolean" ? value : this.refuse(name, "true or false");
	}

	/** @param least - The smallest that makes sense. */
	whole(name: string, otherwise?: number, least = Number.NEGATIVE_INFINITY): number {
		const value = this.field(name, otherwise);
		const fits = typeof value === "number" && (Number.isInteger(value) || value === otherwise) && value >= least;
		return fits ? value : this.refuse(name, `a whole number${least === 0 ? " from 0" : ""}`);
	}

	/** A field that maps names to texts. */
	texts(name: string): [string, string][] {
		const value = this.field(name, {});
		const entries = typeof value === "object" && !Array.isArray(value) ? Object.entries(value as Content) : undefined;
		return entries?.every((entry): entry is [string, string] => typeof entry[1] === "string")
			? entries
			: this.refuse(name, "an object of texts");
	}

	refuse(name: string, what: string): never {
		const got = JSON.stringify(this.content[name])?.slice(0, 80) ?? "nothing";
		throw new BadRequest(`${this.type.slice(0, 80)}: ${name} must be ${what}, got ${got}`);
	}

	private field(name: string, otherwise: unknown): unknown {
		const value = Object.hasOwn(this.content, name) ? this.content[name] : undefined;
		return value ?? otherwise;
	}
}
