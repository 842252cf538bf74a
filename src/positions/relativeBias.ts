import {
	reshape,
	type Tensor,
	type Tensor1D,
	type Tensor2D,
	type Tensor4D,
	tidy,
	transpose,
} from "@tensorflow/tfjs-core";
import { checkTensor } from "../wrong";
import { tableRows } from "./tableRows";

/**
 * A learned number for each head and bucket of distance: `bias[0, h, i, j] = table[buckets[i, j], h]`.
 *
 * ```ts
 * const [q, k, v] = [0, 1, 2].map(() => tf.randomNormal([1, 8, 10, 64]));
 * const table = tf.variable(tf.randomNormal([32, 8]));
 * const bias = attention.relativeBias(table, attention.t5Buckets(10));
 * attention.scaledDotProductAttention(q, k, v, { bias, scale: 1 });
 * ```
 * @param table - Shape [buckets, H]; has a gradient.
 * @param buckets - int32, shape [L, S], each a row of the table (not read here).
 * @returns Shape [1, H, L, S].
 * @throws Where types or ranks do not fit.
 *
 * Raffel et al. 2020, "Exploring the Limits of Transfer Learning", section 2.1.
 */
export function relativeBias(table: Tensor, buckets: Tensor): Tensor4D {
	checkTensor("relativeBias", "table", table, "float32", [2]);
	checkTensor("relativeBias", "buckets", buckets, "int32", [2]);
	const [[L, S], H] = [buckets.shape, table.shape[1]!];
	return tidy(() => {
		const rows = reshape(tableRows(table as Tensor2D, reshape(buckets, [-1]) as Tensor1D), [1, L, S, H]);
		return transpose(rows, [0, 3, 1, 2]) as Tensor4D;
	});
}
