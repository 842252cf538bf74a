import type { OpenData, TileRequest } from "@attention-lab/attention/map";
import type { Channel } from "../../../extension/source/live/channel";

/** The kernel's half of the live protocol, for one map without zoom. */
export class FakeKernel implements Channel {
	readonly requests: TileRequest[] = [];
	closed = false;
	handle = "";
	onMessage: Channel["onMessage"] = () => undefined;
	onClose: Channel["onClose"] = () => undefined;

	constructor(
		private readonly shape: number[],
		private readonly weights: Float32Array,
	) {}

	open(data: OpenData): void {
		this.handle = data.handle;
		queueMicrotask(() => this.onMessage({ type: "ready", dtype: "float32", shape: this.shape }, []));
	}

	send(message: object): void {
		const request = message as TileRequest;
		this.requests.push(request);
		queueMicrotask(() => this.answer(request));
	}

	close(): void {
		this.closed = true;
	}

	/** When every answer has been given and taken. */
	async settled(): Promise<void> {
		for (let i = 0; i < 20; i++) await Promise.resolve();
	}

	protected answer(request: TileRequest): void {
		const [rows, columns] = this.shape.slice(-2);
		const flat = request.lead.reduce((index, entry, i) => index * this.shape[i] + entry, 0);
		const from = flat * rows * columns;
		const tile = Float32Array.from(this.weights.subarray(from, from + rows * columns));
		this.onMessage({ type: "tile", id: request.id, shape: [rows, columns] }, [new DataView(tile.buffer)]);
	}
}
