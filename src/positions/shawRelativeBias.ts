import {
	matMul,
	mul,
	reshape,
	slice,
	type Tensor,
	type Tensor2D,
	type Tensor4D,
	tensor1d,
	tidy,
	transpose,
} from "@tensorflow/tfjs-core";
import { fromRank4, scaleOf, toRank4 } from "../attend/inputs";
import type { CausalAlignment } from "../masks/causalMask";
import { checkTensor, wrong } from "../wrong";
import { firstQuery } from "./distances";
import { tableRows } from "./tableRows";

export interface ShawOptions {
	/** Keys S, as many as queries by default. */
	keys?: number;
	/** Where L and S differ, the last query stands at the last key (bottom-right, the default), or the first at the first. */
	alignment?: CausalAlignment;
	/** Factor of the products, 1 / sqrt(D) by default, that of the scores. */
	scale?: number;
}

/** `x[i, (j - i) + L - 1]` as `[i, j]`: read row by row with one column less, each row moves on by one. */
function skew(x: Tensor4D, S: number): Tensor4D {
	const [B, H, L, W] = x.shape;
	const moved = slice(reshape(x, [B, H, L * W]), [0, 0, L - 1], [B, H, L * (W - 1)]);
	return slice(reshape(moved, [B, H, L, W - 1]), [0, 0, 0, 0], [B, H, L, S]) as Tensor4D;
}

/** `q · table[c]` of every query and every distance c from the longest back to the longest ahead, shape [B, H, L, L + S]. */
function byDistance(q: Tensor4D, table: Tensor, S: number, first: number): Tensor4D {
	const [B, H, L, D] = q.shape;
	const [rows] = table.shape.slice(-2);
	const limit = (rows - 1) / 2;
	const cells = Array.from(
		{ length: L + S },
		(_, at) => Math.min(limit, Math.max(-limit, at - (L - 1) - first)) + limit,
	);
	const own = table.rank === 3 ? H : 1;
	const flat = own === 1 ? reshape(table, [rows, D]) : reshape(transpose(table, [1, 0, 2]), [rows, H * D]);
	const wide = reshape(tableRows(flat as Tensor2D, tensor1d(cells, "int32")), [L + S, own, D]);
	const queries = own === 1 ? reshape(q, [1, B * H * L, D]) : reshape(transpose(q, [1, 0, 2, 3]), [H, B * L, D]);
	const products = matMul(queries, transpose(wide, [1, 2, 0]));
	if (own === 1) return reshape(products, [B, H, L, L + S]);
	return transpose(reshape(products, [H, B, L, L + S]), [1, 0, 2, 3]) as Tensor4D;
}

/**
 * What each query makes of how far a key is: `bias[b, h, i, j] = scale · q_i · table[clip(j - i, -c, c) + c]`.
 *
 * ```ts
 * const [q, k, v] = [0, 1, 2].map(() => tf.randomNormal([1, 8, 10, 64]));
 * const bias = attention.shawRelativeBias(q, tf.randomNormal([2 * 4 + 1, 64]));
 * attention.scaledDotProductAttention(q, k, v, { bias });
 * ```
 * @param q - Queries, shape [B, H, L, D], [B, L, D] or [L, D].
 * @param table - Of the distances -c … c, shape [2c + 1, D], or [H, 2c + 1, D] for each head; has a gradient, as q does.
 * @returns Shape [B, H, L, S], [B, L, S] or [L, S].
 * @throws Where shapes or options do not fit.
 *
 * Shaw et al. 2018, "Self-Attention with Relative Position Representations", equation 5, without that of the values. Also the
 * second half of Transformer-XL's scores (Dai et al. 2019, section 3.3): give it q plus the learned vector, and projected waves.
 */
export function shawRelativeBias<T extends Tensor>(q: T, table: Tensor, options: ShawOptions = {}): T {
	const name = "shawRelativeBias";
	checkTensor(name, "q", q, "float32", [2, 3, 4]);
	checkTensor(name, "table", table, "float32", [2, 3]);
	const [L, D] = q.shape.slice(-2);
	const { keys = L, alignment } = options;
	const first = firstQuery(name, L, keys, alignment);
	const [rows, size] = table.shape.slice(-2);
	if (rows % 2 === 0) throw wrong(name, "the table must have a row for each distance from -c to c", { table });
	if (size !== D) throw wrong(name, "queries and table must have the same head size D", { q, table });
	const H = q.rank === 4 ? q.shape[1]! : 1;
	if (table.rank === 3 && table.shape[0] !== H) throw wrong(name, "there must be a table for each head", { q, table });
	const scale = scaleOf(name, q, options.scale);
	return tidy(() => fromRank4(mul(skew(byDistance(toRank4(q), table, keys, first), keys), scale) as Tensor4D, q) as T);
}
