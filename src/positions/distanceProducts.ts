import {
	matMul,
	reshape,
	slice,
	type Tensor,
	type Tensor2D,
	type Tensor4D,
	tensor1d,
	transpose,
} from "@tensorflow/tfjs-core";
import { tableRows } from "./tableRows";

export interface Distances {
	/** Keys S. */
	keys: number;
	/** Position of the first query among the keys. */
	first: number;
	/** Row of the table for a key that stands so far after the query. */
	rowOf: (distance: number) => number;
}

/** `x[i, (j - i) + L - 1]` as `[i, j]`: read row by row with one column less, each row moves on by one. */
function skew(x: Tensor4D, S: number): Tensor4D {
	const [B, H, L, W] = x.shape;
	const moved = slice(reshape(x, [B, H, L * W]), [0, 0, L - 1], [B, H, L * (W - 1)]);
	return slice(reshape(moved, [B, H, L, W - 1]), [0, 0, 0, 0], [B, H, L, S]) as Tensor4D;
}

/** `q · table[row]` of every query and every distance from the longest back to the longest ahead, shape [B, H, L, L + S]. */
function byDistance(q: Tensor4D, table: Tensor, { keys: S, first, rowOf }: Distances): Tensor4D {
	const [B, H, L, D] = q.shape;
	const [rows] = table.shape.slice(-2);
	const cells = Array.from({ length: L + S }, (_, at) => rowOf(at - (L - 1) - first));
	const own = table.rank === 3 ? H : 1;
	const flat = own === 1 ? reshape(table, [rows, D]) : reshape(transpose(table, [1, 0, 2]), [rows, H * D]);
	const wide = reshape(tableRows(flat as Tensor2D, tensor1d(cells, "int32")), [L + S, own, D]);
	const queries = own === 1 ? reshape(q, [1, B * H * L, D]) : reshape(transpose(q, [1, 0, 2, 3]), [H, B * L, D]);
	const products = matMul(queries, transpose(wide, [1, 2, 0]));
	if (own === 1) return reshape(products, [B, H, L, L + S]);
	return transpose(reshape(products, [H, B, L, L + S]), [1, 0, 2, 3]) as Tensor4D;
}

/**
 * `q_i · table[rowOf(j - (i + first))]`, shape [B, H, L, S], without the rows of every cell side by side; within a tidy.
 *
 * @param q - Shape [B, H, L, D].
 * @param table - Shape [R, D], or [H, R, D] for each head.
 */
export function distanceProducts(q: Tensor4D, table: Tensor, distances: Distances): Tensor4D {
	return skew(byDistance(q, table, distances), distances.keys);
}
