import { COMM_TARGET, type Ready, type Tile, type TileError, type TileRequest } from "../map/index";
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

function isTileRequest(data: unknown): data is TileRequest {
	const request = data as Partial<TileRequest> | null;
	return typeof request === "object" && request !== null && request.type === "tile" && Number.isInteger(request.id);
}

function answer(map: AttentionMap, comm: MapComm, request: TileRequest): void {
	const { id } = request;
	try {
		const { shape, values } = map.tile(request);
		const buffer = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
		comm.send({ type: "tile", id, shape } satisfies Tile, { buffers: [buffer] });
	} catch (error) {
		comm.send({ type: "error", id, message: (error as Error).message } satisfies TileError);
	}
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
		comm.onMessage(({ data }) => {
			if (isTileRequest(data)) answer(map, comm, data);
		});
		comm.send({ type: "ready", dtype: "float32", shape: map.shape } satisfies Ready);
	},
};
