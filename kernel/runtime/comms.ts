/** `comms`: lines between cells and widgets or viewers in the front end. */
import { randomUUID } from "node:crypto";
import { inspect } from "node:util";
import { isTooDeep, NESTING } from "../protocol/depth";
import type { CommEvent } from "../protocol/runtime";
import { send } from "./channel";
import { currentKey } from "./context";

interface Message {
	data: unknown;
	metadata: Record<string, unknown>;
	buffers: Uint8Array[];
}

interface SendOptions {
	buffers?: (ArrayBuffer | ArrayBufferView)[];
	metadata?: Record<string, unknown>;
}

type Handler = (message: Message) => unknown;
type Open = (comm: RuntimeComm, message: Message) => unknown;

export class RuntimeComm {
	private readonly handlers: { message?: Handler; close?: Handler } = {};

	constructor(
		readonly id: string,
		readonly target: string,
		private readonly forget: () => void,
	) {}

	onMessage(handler: Handler): void {
		this.handlers.message = handler;
	}

	onClose(handler: Handler): void {
		this.handlers.close = handler;
	}

	send(data: unknown, options: SendOptions = {}): void {
		this.tell("msg", data, options);
	}

	close(data: unknown = {}): void {
		this.forget();
		this.tell("close", data);
	}

	tell(action: CommEvent["action"], data: unknown = {}, { buffers = [], metadata = {} }: SendOptions = {}): void {
		const { id, target } = this;
		const event = {
			action,
			id,
			target,
			data: plainJson(data),
			metadata: plainJson(metadata) as Message["metadata"],
			buffers: buffers.map(bytes),
		};
		send({ type: "comm", key: currentKey(), ...event });
	}

	/** Hands over what came from the front end. */
	hear(kind: "message" | "close", message: Message): unknown {
		return this.handlers[kind]?.(message);
	}
}

export class RuntimeComms {
	private readonly targets = new Map<string, Open>();
	private readonly open_ = new Map<string, RuntimeComm>();

	registerTarget(name: string, open: Open): void {
		if (typeof name !== "string" || typeof open !== "function") {
			throw new TypeError(`comms.registerTarget: needs a name and a function, got ${typeof name} and ${typeof open}`);
		}
		this.targets.set(name, open);
	}

	unregisterTarget(name: string): void {
		this.targets.delete(name);
	}

	open(name: string, data?: unknown, options?: SendOptions): RuntimeComm {
		if (typeof name !== "string") {
			throw new TypeError(`comms.open: a target must have a name, got ${inspect(name)}`);
		}
		const comm = this.add(randomUUID().replaceAll("-", ""), name);
		comm.tell("open", data, options);
		return comm;
	}

	/** Takes an event from the front end. */
	take({ action, id, target = "", data, metadata, buffers }: CommEvent): unknown {
		const message = { data, metadata, buffers: buffers.map(bytes) };
		if (action === "open") {
			return this.accept(this.add(id, target), message);
		}
		const comm = this.open_.get(id);
		if (action === "close") {
			this.open_.delete(id);
		}
		return comm?.hear(action === "msg" ? "message" : "close", message);
	}

	private accept(comm: RuntimeComm, message: Message): unknown {
		const open = this.targets.get(comm.target);
		if (!open) {
			comm.close({ error: `comms: no target ${JSON.stringify(comm.target)} is registered` });
			return undefined;
		}
		try {
			return open(comm, message);
		} catch (error) {
			comm.close({ error: String(error) });
			throw error;
		}
	}

	private add(id: string, target: string): RuntimeComm {
		const comm = new RuntimeComm(id, target, () => this.open_.delete(id));
		this.open_.set(id, comm);
		return comm;
	}
}

/** The bytes themselves, on memory of their own. */
function bytes(buffer: ArrayBuffer | ArrayBufferView): Uint8Array {
	const view = ArrayBuffer.isView(buffer)
		? new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength)
		: new Uint8Array(buffer);
	return Uint8Array.from(view);
}

/** Data as the front end will see it; functions and cycles fail here, where the caller is. */
function plainJson(data: unknown): unknown {
	const text = JSON.stringify(data);
	if (text !== undefined && isTooDeep(text)) {
		throw new RangeError(`comm: data must be nested at most ${NESTING} deep`);
	}
	return text === undefined ? {} : JSON.parse(text);
}
