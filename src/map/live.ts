/**
 * How a viewer asks a living kernel for exact weights.
 *
 * The viewer opens a comm to {@link COMM_TARGET} with `{ handle }`. The kernel answers {@link Ready}, or closes the comm
 * with `{ error }` when it knows no such map. Every {@link TileRequest} is answered by one {@link Tile} with one buffer
 * (float32, little endian, row-major over `shape`) or one {@link TileError}, in any order; `id` pairs them.
 */
export const COMM_TARGET = "attention-lab.map.v1";

export interface OpenData {
	handle: string;
}

export interface Ready {
	type: "ready";
	dtype: "float32";
	/** Sizes of all axes, the last two being queries and keys. */
	shape: number[];
}

export interface TileRequest {
	type: "tile";
	id: number;
	/** One index per leading axis. */
	lead: number[];
	/** [from, to) in cells. */
	query: [number, number];
	/** [from, to) in cells. */
	key: [number, number];
	/** A pixel is the maximum over 2^zoom x 2^zoom cells; 0 gives every cell. */
	zoom: number;
}

export interface Tile {
	type: "tile";
	id: number;
	/** [rows, columns]; at the far edges a pixel covers fewer cells. */
	shape: [number, number];
}

export interface TileError {
	type: "error";
	id: number;
	message: string;
}
