import { maxPool, type Pooled, type Statistics } from "../map/index";
import { statisticsOf } from "./statistics";

export interface TileValues {
	/** [rows, columns] */
	shape: [number, number];
	values: Float32Array;
}

/** The weights behind a map: in memory, or computed where they are asked for. */
export interface Cells {
	/** Leading axes, then queries, then keys. */
	readonly shape: number[];
	/** What is kept in memory. */
	readonly bytes: number;
	/** Every weight, row-major over `shape`, where they are in memory. */
	readonly values?: Float32Array;
	/** All heads in pixels of `side` x `side` cells, 1 where every cell is there; a pixel is the maximum. */
	finest(): Pooled & { side: number };
	/** All heads in at most `side` x `side` pixels each. */
	pooled(side: number): Pooled & { pooling: [number, number] };
	statistics(): Statistics;
	/** A rectangle that is within the map; a pixel is the maximum over 2^zoom x 2^zoom cells. */
	tile(head: number, query: readonly number[], key: readonly number[], zoom: number): TileValues;
}

/** Weights in memory. */
export class HeldCells implements Cells {
	constructor(
		readonly values: Float32Array,
		readonly shape: number[],
	) {}

	get bytes(): number {
		return this.values.byteLength;
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
		return statisticsOf(this.values, this.shape);
	}

	tile(head: number, query: readonly number[], key: readonly number[], zoom: number): TileValues {
		const [rows, columns] = this.shape.slice(-2);
		const [height, width] = [query[1] - query[0], key[1] - key[0]];
		const cells = new Float32Array(height * width);
		for (let row = 0; row < height; row++) {
			const from = (head * rows + query[0] + row) * columns + key[0];
			cells.set(this.values.subarray(from, from + width), row * width);
		}
		const pooled = maxPool(cells, [height, width], [2 ** zoom, 2 ** zoom]);
		return { shape: pooled.shape as [number, number], values: pooled.values };
	}
}
