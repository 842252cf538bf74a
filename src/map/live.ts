/**
 * How a viewer asks a living kernel for exact weights.
 *
 * The viewer opens a comm to {@link COMM_TARGET} with `{ handle }`. The kernel answers {@link Ready}, or closes the comm
 * with `{ error }` when it knows no such map. Every {@link TileRequest} is answered by one {@link Tile} with one buffer
 * (float32, little endian, row-major over `shape`), every {@link StepsRequest} by one {@link Steps}, or either by one
 * {@link TileError}, in any order; `id` pairs them. A {@link Cancel} withdraws a request: it may be answered or not.
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
	/** What this map can be asked for; weights alone where it is left out. */
	offers?: Offer[];
}

/** Quantities that tiles may hold, and the steps of a row. */
export type Offer = Quantity | "steps";

/**
 * `weights`: after softmax. `scores`: scaled, with bias and softcap, before softmax. `norms`: weight times the length of
 * the key's value vector.
 */
export type Quantity = "weights" | "scores" | "norms";

export interface TileRequest {
	type: "tile";
	id: number;
	/** One index per leading axis. */
	lead: number[];
	/** [from, to) in cells. */
	query: [number, number];
	/** [from, to) in cells. */
	key: [number, number];
	/** A pixel is the largest by size of 2^zoom x 2^zoom cells; 0 gives every cell, NaN where none was computed. */
	zoom: number;
	/** Weights by default. */
	of?: Quantity;
	/** Keys that are left out (NaN); the rest of each row is scaled to the sum that the row had. */
	without?: number[];
}

export interface Tile {
	type: "tile";
	id: number;
	/** [rows, columns]; at the far edges a pixel covers fewer cells. */
	shape: [number, number];
}

/** How one query's attention comes to be. */
export interface StepsRequest {
	type: "steps";
	id: number;
	lead: number[];
	query: number;
	/** The keys whose vectors are wanted, at most 1,024. */
	keys: number[];
}

/**
 * Buffers, float32: q [depth], k [keys, depth], v [keys, valueDepth], scores [S] (`q · k`), logits [S] (scaled, with softcap
 * and bias, -Infinity where masked), weights [S], output [valueDepth]. Without values v and output are empty.
 */
export interface Steps {
	type: "steps";
	id: number;
	depth: number;
	valueDepth: number;
	scale: number;
	softcap?: number;
	/** The key/value head that is read, of `keyHeads`. */
	keyHead: number;
	keyHeads: number;
	keys: number[];
}

export interface Cancel {
	type: "cancel";
	id: number;
}

export interface TileError {
	type: "error";
	id: number;
	message: string;
}
