import type { OpenData, Ready, Tile, TileError, TileRequest } from "@attention-lab/attention/map";
import type { Channel } from "./channel";

/** What one request gives: pixels, row-major. */
export interface TilePixels {
	rows: number;
	columns: number;
	values: Float32Array;
}

type Question = Omit<TileRequest, "type" | "id">;
interface Pending {
	resolve: (tile: TilePixels) => void;
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
		channel.onMessage = (message, buffers) => this.receive(message as Ready | Tile | TileError, buffers);
		channel.onClose = (data) => this.lose((data as { error?: string } | undefined)?.error ?? "");
		channel.open({ handle } satisfies OpenData);
	}

	/** The pixels of a rectangle; see the protocol's `TileRequest`. */
	tile(question: Question): Promise<TilePixels> {
		if (this.lost) return Promise.reject(new Error("tile: the kernel has gone"));
		const id = ++this.count;
		return new Promise((resolve, reject) => {
			this.pending.set(id, { resolve, reject });
			this.channel.send({ type: "tile", id, ...question } satisfies TileRequest);
		});
	}

	dispose(): void {
		if (this.lost) return;
		this.onLost = () => undefined;
		this.lose("");
		this.channel.close();
	}

	private receive(message: Ready | Tile | TileError, buffers: ArrayBufferView[]): void {
		if (message?.type === "ready") this.settle.resolve(message);
		if (message?.type !== "tile" && message?.type !== "error") return;
		const waiting = this.pending.get(message.id);
		this.pending.delete(message.id);
		if (message.type === "error") waiting?.reject(new Error(String(message.message)));
		else if (waiting !== undefined) unpack(message, buffers[0]).then(waiting.resolve, waiting.reject);
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

async function unpack(tile: Tile, buffer: ArrayBufferView | undefined): Promise<TilePixels> {
	const [rows, columns] = tile.shape;
	if (buffer === undefined || buffer.byteLength !== rows * columns * 4) {
		throw new Error(
			`tile: expected ${rows * columns * 4} bytes for [${rows},${columns}], got ${buffer?.byteLength ?? 0}`,
		);
	}
	const bytes = buffer.buffer.slice(buffer.byteOffset, buffer.byteOffset + buffer.byteLength);
	return { rows, columns, values: new Float32Array(bytes as ArrayBuffer) };
}
