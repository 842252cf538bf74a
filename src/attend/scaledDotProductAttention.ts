import { type Tensor, tidy } from "@tensorflow/tfjs-core";
import { fusedAttention } from "./fused";
import { checkOptions, checkQueryKey, checkValue, fromRank4, toRank4 } from "./inputs";
import type { AttentionOptions } from "./options";

/**
 * Every query's mean of the values, weighted by how well its key fits: `softmax(q kᵀ / sqrt(D)) v`.
 *
 * No matrix of L x S numbers is held, forward or backward.
 *
 * ```ts
 * const [q, k, v] = [0, 1, 2].map(() => tf.randomNormal([1, 8, 10, 64]));
 * attention.scaledDotProductAttention(q, k, v, { causal: true }).shape  // [1, 8, 10, 64]
 * ```
 * @param q - Queries, shape [B, H, L, D], [B, L, D] or [L, D].
 * @param k - Keys, shape [B, G, S, D], [B, S, D] or [S, D]; H a multiple of G, query head h reads key head floor(h·G/H).
 * @param v - Values, shape [B, G, S, E], [B, S, E] or [S, E].
 * @returns Shape [B, H, L, E], [B, L, E] or [L, E]; zeros where a query may look at nothing. Gradients reach q, k, v, bias
 * and sinks.
 * @throws Where shapes, types or options do not fit.
 *
 * Vaswani et al. 2017, "Attention Is All You Need", equation 1; Dao et al. 2022, "FlashAttention", algorithm 1.
 */
export function scaledDotProductAttention<T extends Tensor>(q: T, k: T, v: T, options: AttentionOptions = {}): T {
	const name = "scaledDotProductAttention";
	return tidy(() => {
		checkQueryKey(name, q, k);
		checkValue(name, q, k, v);
		const checked = checkOptions(name, q, k, options);
		return fromRank4<T>(fusedAttention(toRank4(q), toRank4(k), toRank4(v), checked).output, q);
	});
}
