import {
	COMM_TARGET,
	type Ready,
	type Steps,
	type StepsRequest,
	type Tile,
	type TileError,
	type TileRequest,
} from "../map/index";
import { AttentionMap } from "./AttentionMap";
import { liveMaps } from "./liveMaps";

interface Message {
	data: unknown;
	buffers?: unknown;
}

/** The kernel's end of a comm, as far as maps need it. */
export interface MapComm {
	onMessage(handler: (message: Message) => void): void;
	send(data: unknown, options?: { buffers?: Uint8Array[] }): void;
	close(data?: unknown): void;
}

type Request = TileRequest | StepsRequest;

/** Requests that wait; the oldest beyond them are refused. */
const MOST_WAITING = 1024;

function bytesOf(values: Float32Array): Uint8Array {
	return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}

function answer(map: AttentionMap, comm: MapComm, request: Request): void {
	const { id } = request;
	try {
		if (request.type === "steps") {
			const { q, k, v, scores, logits, weights, output, ...numbers } = map.steps(request);
			const buffers = [q, k, v, scores, logits, weights, output].map(bytesOf);
			comm.send({ type: "steps", id, ...numbers } satisfies Steps, { buffers });
			return;
		}
		const { shape, values } = map.tile(request);
		comm.send({ type: "tile", id, shape } satisfies Tile, { buffers: [bytesOf(values)] });
	} catch (error) {
		comm.send({ type: "error", id, message: (error as Error).message } satisfies TileError);
	}
}

/** Answers one request at a time, the newest first; between two of them others have their turn, withdrawals too. */
function serve(map: AttentionMap, comm: MapComm): void {
	const waiting: Request[] = [];
	let isRunning = false;
	const next = (): void => {
		const request = waiting.pop();
		isRunning = request !== undefined;
		if (request === undefined) return;
		setImmediate(next);
		answer(map, comm, request);
	};
	comm.onMessage(({ data }) => {
		const message = data as Partial<Request | { type: "cancel"; id: number }> | null;
		if (typeof message !== "object" || message === null || !Number.isInteger(message.id)) return;
		if (message.type === "cancel") {
			const at = waiting.findIndex(({ id }) => id === message.id);
			if (at >= 0) waiting.splice(at, 1);
			return;
		}
		if (message.type !== "tile" && message.type !== "steps") return;
		waiting.push(message as Request);
		if (waiting.length > MOST_WAITING) {
			const { id } = waiting.shift() as Request;
			comm.send({ type: "error", id, message: "too many requests wait" } satisfies TileError);
		}
		if (isRunning) return;
		isRunning = true;
		setImmediate(next);
	});
}

/** Answers viewers that ask for exact weights: `comms.registerTarget(mapServer.target, mapServer.open)`. */
export const mapServer = {
	target: COMM_TARGET,
	open(comm: MapComm, message: Message): void {
		const handle = (message?.data as { handle?: unknown } | undefined)?.handle;
		const map = liveMaps.find(handle);
		if (!(map instanceof AttentionMap)) {
			comm.close({ error: "the kernel no longer holds this map; run its cell again for exact weights" });
			return;
		}
		serve(map, comm);
		comm.send({ type: "ready", dtype: "float32", shape: map.shape, offers: map.offers } satisfies Ready);
	},
};
