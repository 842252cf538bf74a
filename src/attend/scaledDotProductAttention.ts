import { matMul, reshape, type Tensor, type Tensor4D, tidy } from "@tensorflow/tfjs-core";
import { groupQueries } from "../scores/scaledDot";
import { weightsOf } from "./attentionWeights";
import { fusedAttention, isFused } from "./fused";
import { checkOptions, checkQueryKey, checkValue, fromRank4, scaleOf, toRank4 } from "./inputs";
import type { AttentionOptions } from "./options";

/** The values that the weights pick: `w v`, shape [B, H, L, E]. */
export function weightedSum(weights: Tensor4D, v: Tensor4D): Tensor4D {
	const out = matMul(groupQueries(weights, v.shape[1]), v);
	return reshape(out, [...weights.shape.slice(0, 3), v.shape[3]] as [number, number, number, number]);
}

/**
 * Every query's mean of the values, weighted by how well its key fits: `softmax(q kᵀ / sqrt(D)) v`.
 *
 * ```ts
 * const [q, k, v] = [0, 1, 2].map(() => tf.randomNormal([1, 8, 10, 64]));
 * attention.scaledDotProductAttention(q, k, v, { causal: true }).shape  // [1, 8, 10, 64]
 * ```
 * @param q - Queries, shape [B, H, L, D], [B, L, D] or [L, D].
 * @param k - Keys, shape [B, G, S, D], [B, S, D] or [S, D]; H a multiple of G, query head h reads key head floor(h·G/H).
 * @param v - Values, shape [B, G, S, E], [B, S, E] or [S, E].
 * @returns Shape [B, H, L, E], [B, L, E] or [L, E]; zeros where a query may look at nothing.
 * @throws Where shapes, types or options do not fit.
 *
 * Vaswani et al. 2017, "Attention Is All You Need", equation 1.
 */
export function scaledDotProductAttention<T extends Tensor>(q: T, k: T, v: T, options: AttentionOptions = {}): T {
	const name = "scaledDotProductAttention";
	return tidy(() => {
		checkQueryKey(name, q, k);
		checkValue(name, q, k, v);
		if (isFused()) {
			const { mask, bias, causal } = checkOptions(name, q, k, options);
			const scale = scaleOf(name, q, options.scale);
			return fromRank4(fusedAttention(toRank4(q), toRank4(k), toRank4(v), { scale, causal, mask, bias }), q) as T;
		}
		return fromRank4(weightedSum(weightsOf(name, q, k, options), toRank4(v)), q) as T;
	});
}
