/** What all front ends see. Text that follows text of the same cell joins it, so that a flood is few messages. */
import { type Content, type Header, type Message, newMessage } from "../protocol/message";

type Parent = Partial<Header>;

const JOIN_MS = 8;
const JOIN_LENGTH = 64 * 1024;

export class Iopub {
	private open?: { name: string; parent: Parent; parts: string[]; length: number };
	private timer?: NodeJS.Timeout;

	/** @param send - Sends a message under a topic. */
	constructor(private readonly send: (topic: string, message: Message) => void) {}

	publish(type: string, content: Content, parent: Parent, more: Partial<Message> = {}): void {
		this.flush();
		this.send(type, newMessage(type, content, parent, more));
	}

	status(state: "starting" | "busy" | "idle", parent: Parent = {}): void {
		this.publish("status", { execution_state: state }, parent);
	}

	stream(name: "stdout" | "stderr", text: string, parent: Parent): void {
		if (this.open && (this.open.name !== name || this.open.parent !== parent)) {
			this.flush();
		}
		this.open ??= { name, parent, parts: [], length: 0 };
		this.open.parts.push(text);
		this.open.length += text.length;
		if (this.open.length > JOIN_LENGTH) {
			this.flush();
		} else {
			this.timer ??= setTimeout(() => this.flush(), JOIN_MS);
		}
	}

	flush(): void {
		clearTimeout(this.timer);
		this.timer = undefined;
		if (this.open) {
			const { name, parent, parts } = this.open;
			this.open = undefined;
			this.send(`stream.${name}`, newMessage("stream", { name, text: parts.join("") }, parent));
		}
	}
}
