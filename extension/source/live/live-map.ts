import type { OpenData, Ready, Tile, TileRequest } from "@attention-lab/attention/map";
import type { Channel } from "./channel";

/** What one request gives: pixels, row-major. */
export interface TilePixels {
	rows: number;
	columns: number;
	values: Float32Array;
}

/** Which pixels are wanted: a rectangle at a zoom, and of what. */
export type Question = Omit<TileRequest, "type" | "id">;

/** What the kernel answered, with its buffers. */
export interface Reply {
	reply: Record<string, unknown>;
	buffers: ArrayBufferView[];
}

/** Something asked for that may be withdrawn; `done` rejects then. */
export interface Asked<T> {
	done: Promise<T>;
	cancel(): void;
}

interface Pending {
	resolve: (reply: Reply) => void;
	reject: (error: Error) => void;
}

/** The exact weights of one map, asked for rectangle by rectangle while its kernel lives. */
export class LiveMap {
	/** Settles when the kernel knows the map; rejects when it does not. */
	readonly ready: Promise<Ready>;
	/** Called once when the line is lost, with the other side's reason where it gave one. */
	onLost: (reason: string) => void = () => undefined;

	private readonly pending = new Map<number, Pending>();
	private settle!: { resolve: (ready: Ready) => void; reject: (error: Error) => void };
	private count = 0;
	private lost = false;

	constructor(
		private readonly channel: Channel,
		handle: string,
	) {
		this.ready = new Promise((resolve, reject) => {
			this.settle = { resolve, reject };
		});
		this.ready.catch(() => undefined);
		channel.onMessage = (message, buffers) => this.receive(message, buffers);
		channel.onClose = (data) => this.lose((data as { error?: string } | undefined)?.error ?? "");
		channel.open({ handle } satisfies OpenData);
	}

	/** The pixels of a rectangle; see the protocol's `TileRequest`. */
	tile(question: Question): Asked<TilePixels> {
		const { done, cancel } = this.ask("tile", question);
		return { done: done.then(unpack), cancel };
	}

	/** Sends any request of the protocol; the answer with its number settles it. */
	ask(type: string, fields: object): Asked<Reply> {
		if (this.lost) return { done: Promise.reject(new Error(`${type}: the kernel has gone`)), cancel: () => undefined };
		const id = ++this.count;
		const done = new Promise<Reply>((resolve, reject) => {
			this.pending.set(id, { resolve, reject });
			this.channel.send({ type, id, ...fields });
		});
		return { done, cancel: () => this.withdraw(id) };
	}

	dispose(): void {
		if (this.lost) return;
		this.onLost = () => undefined;
		this.lose("");
		this.channel.close();
	}

	private withdraw(id: number): void {
		const waiting = this.pending.get(id);
		if (waiting === undefined) return;
		this.pending.delete(id);
		this.channel.send({ type: "cancel", id });
		waiting.reject(new Error("withdrawn"));
	}

	private receive(message: unknown, buffers: ArrayBufferView[]): void {
		const reply = message as { type?: unknown; id?: unknown; message?: unknown } | null;
		if (reply?.type === "ready") this.settle.resolve(reply as Ready);
		if (typeof reply?.id !== "number") return;
		const waiting = this.pending.get(reply.id);
		this.pending.delete(reply.id);
		if (reply.type === "error") waiting?.reject(new Error(String(reply.message)));
		else waiting?.resolve({ reply: { ...reply }, buffers });
	}

	private lose(reason: string): void {
		if (this.lost) return;
		this.lost = true;
		const error = new Error(reason || "the kernel has gone");
		this.settle.reject(error);
		for (const waiting of this.pending.values()) waiting.reject(error);
		this.pending.clear();
		this.onLost(reason);
	}
}

function unpack({ reply, buffers: [buffer] }: Reply): TilePixels {
	const [rows, columns] = (reply as unknown as Tile).shape;
	if (buffer === undefined || buffer.byteLength !== rows * columns * 4) {
		throw new Error(
			`tile: expected ${rows * columns * 4} bytes for [${rows},${columns}], got ${buffer?.byteLength ?? 0}`,
		);
	}
	const bytes = buffer.buffer.slice(buffer.byteOffset, buffer.byteOffset + buffer.byteLength);
	return { rows, columns, values: new Float32Array(bytes as ArrayBuffer) };
}
