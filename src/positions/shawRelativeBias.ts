import { mul, type Tensor, type Tensor4D, tidy } from "@tensorflow/tfjs-core";
import { fromRank4, scaleOf, toRank4 } from "../attend/inputs";
import type { CausalAlignment } from "../masks/causalMask";
import { checkTensor, wrong } from "../wrong";
import { distanceProducts } from "./distanceProducts";
import { firstQuery } from "./distances";

export interface ShawOptions {
	/** Keys S, as many as queries by default. */
	keys?: number;
	/** Where L and S differ, the last query stands at the last key (bottom-right, the default), or the first at the first. */
	alignment?: CausalAlignment;
	/** Factor of the products, 1 / sqrt(D) by default, that of the scores. */
	scale?: number;
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
	const limit = (rows - 1) / 2;
	const rowOf = (distance: number) => Math.min(limit, Math.max(-limit, distance)) + limit;
	return tidy(() => {
		const products = distanceProducts(toRank4(q), table, { keys, first, rowOf });
		return fromRank4(mul(products, scale) as Tensor4D, q) as T;
	});
}
