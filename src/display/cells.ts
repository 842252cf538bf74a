import { maxPool, type Pooled, type Quantity, type Statistics } from "../map/index";
import type { Origin } from "./origin";
import { statisticsOf } from "./statistics";
import { blank, type Visible } from "./visible";

export interface TileValues {
	/** [rows, columns] */
	shape: [number, number];
	values: Float32Array;
}

/** What is asked of one head: a rectangle that is within the map. */
export interface Cut {
	head: number;
	query: readonly [number, number];
	key: readonly [number, number];
	/** A pixel is the largest by size of 2^zoom x 2^zoom cells, NaN where none was computed. */
	zoom: number;
	of: Quantity;
	/** Keys that are left out; the rest of each row keeps the row's sum. */
	without: ReadonlySet<number>;
}

/** The weights behind a map: in memory, or computed where they are asked for. */
export interface Cells {
	/** Leading axes, then queries, then keys. */
	readonly shape: number[];
	/** What is kept in memory. */
	readonly bytes: number;
	/** Every weight, row-major over `shape`, where they are in memory. */
	readonly values?: Float32Array;
	/** Which cells were computed; undefined where all were, or where nobody knows. */
	readonly visible?: Visible;
	/** What the weights came from, where that is known. */
	readonly origin?: Origin;
	/** All heads in pixels of `side` x `side` cells, 1 where every cell is there; a pixel is the maximum. */
	finest(): Pooled & { side: number };
	/** All heads in at most `side` x `side` pixels each. */
	pooled(side: number): Pooled & { pooling: [number, number] };
	statistics(): Statistics;
	/** Weights, scores or norms of a rectangle; the last two where the origin is known. */
	tile(cut: Cut): TileValues;
}

/** Scores of a rectangle, from queries and keys in blocks of rows. */
export function scoreTile({ origin, visible }: Cells, { head, query, key, zoom, without }: Cut): TileValues {
	const isSeen = (index: number, rows: readonly [number, number]) => {
		if (visible !== undefined) return visible.pooled(index, rows, key, [1, 1], without);
		if (without.size === 0) return undefined;
		const [height, width] = [rows[1] - rows[0], key[1] - key[0]];
		return Uint8Array.from({ length: height * width }, (_, cell) => (without.has(key[0] + (cell % width)) ? 0 : 1));
	};
	return (origin as Origin).scores(head, query, key, 2 ** zoom, isSeen);
}

/** Weights in memory. */
export class HeldCells implements Cells {
	constructor(
		readonly values: Float32Array,
		readonly shape: number[],
		readonly visible?: Visible,
		readonly origin?: Origin,
	) {}

	get bytes(): number {
		return this.values.byteLength + (this.origin?.bytes ?? 0);
	}

	finest(): Pooled & { side: number } {
		return { values: this.values, shape: this.shape, side: 1 };
	}

	pooled(side: number): Pooled & { pooling: [number, number] } {
		const [rows, columns] = this.shape.slice(-2);
		const pooling: [number, number] = [Math.ceil(rows / side), Math.ceil(columns / side)];
		return { ...maxPool(this.values, this.shape, pooling), pooling };
	}

	statistics(): Statistics {
		const { origin } = this;
		return statisticsOf(this.values, this.shape, (head) => origin?.shift(origin.place(head)[0]) ?? 0);
	}

	tile(cut: Cut): TileValues {
		const { head, query, key, zoom, of, without } = cut;
		if (of === "scores") return scoreTile(this, cut);
		const [rows, columns] = this.shape.slice(-2);
		const [height, width] = [query[1] - query[0], key[1] - key[0]];
		const cells = new Float32Array(height * width);
		const lengths = of === "norms" ? this.origin?.lengths(head) : undefined;
		for (let row = 0; row < height; row++) {
			const start = (head * rows + query[0] + row) * columns;
			const line = this.values.subarray(start, start + columns);
			const grown = without.size === 0 ? 1 : growth(line, without);
			for (let j = 0; j < width; j++) {
				const at = key[0] + j;
				const weight = without.has(at) ? Number.NaN : line[at] * grown;
				cells[row * width + j] = lengths === undefined ? weight : weight * lengths[at];
			}
		}
		const seen = this.visible?.pooled(head, query, key, [1, 1]);
		if (seen !== undefined) blank(cells, seen);
		const pooled = maxPool(cells, [height, width], [2 ** zoom, 2 ** zoom]);
		const values = pooled.values.map((value) => (value === Number.NEGATIVE_INFINITY ? Number.NaN : value));
		return { shape: pooled.shape as [number, number], values };
	}
}

/** What brings the rest of a row to the sum that the whole row had. */
function growth(row: Float32Array, without: ReadonlySet<number>): number {
	let [sum, rest] = [0, 0];
	row.forEach((weight, key) => {
		sum += weight;
		if (!without.has(key)) rest += weight;
	});
	return rest === 0 ? 0 : sum / rest;
}
