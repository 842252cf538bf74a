/**
 * What all front ends see. Text that follows text of the same cell joins it, so that a flood is few messages: Jupyter's
 * server drops what comes faster than 1000 a second.
 */
import { type Content, type Header, type Message, newMessage } from "../protocol/message";

type Parent = Partial<Header>;

interface Text {
	name: "stdout" | "stderr";
	parent: Parent;
	parts: string[];
	length: number;
}

const JOIN_MS = 20;
const JOIN_LENGTH = 64 * 1024;
/** Texts of one window that keep their order among each other; more join their stream's, in order within each stream. */
const TURNS = 8;

export class Iopub {
	private waiting: Text[] = [];
	private timer?: NodeJS.Timeout;

	/** @param send - Sends a message under a topic. */
	constructor(private readonly send: (topic: string, message: Message) => void) {}

	/** What cannot be a message is told instead. */
	publish(type: string, content: Content, parent: Parent, more: Partial<Message> = {}): void {
		this.flush();
		try {
			this.send(type, newMessage(type, content, parent, more));
		} catch (error) {
			this.stream("stderr", `${type}: must fit into a message, got ${(error as Error).message}\n`, parent);
		}
	}

	status(state: "starting" | "busy" | "idle", parent: Parent = {}): void {
		this.publish("status", { execution_state: state }, parent);
	}

	stream(name: "stdout" | "stderr", text: string, parent: Parent): void {
		if (text === "") {
			return;
		}
		const place = this.place(name, parent);
		place.parts.push(text);
		place.length += text.length;
		if (place.length > JOIN_LENGTH) {
			this.flush();
		} else {
			this.timer ??= setTimeout(() => this.flush(), JOIN_MS);
		}
	}

	flush(): void {
		clearTimeout(this.timer);
		this.timer = undefined;
		const texts = this.waiting;
		this.waiting = [];
		for (const { name, parent, parts } of texts) {
			this.send(`stream.${name}`, newMessage("stream", { name, text: parts.join("") }, parent));
		}
	}

	/** The text that waits for what comes next. */
	private place(name: Text["name"], parent: Parent): Text {
		const fits = (text: Text | undefined) => text?.name === name && text.parent === parent;
		const last = this.waiting.at(-1);
		const found = fits(last) ? last : this.waiting.length < TURNS ? undefined : this.waiting.findLast(fits);
		if (found) {
			return found;
		}
		const text: Text = { name, parent, parts: [], length: 0 };
		this.waiting.push(text);
		return text;
	}
}
