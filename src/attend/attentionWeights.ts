import { logicalAnd, type Tensor, type Tensor4D, tidy } from "@tensorflow/tfjs-core";
import { maskedSoftmax } from "../normalizers/maskedSoftmax";
import { addBias } from "../scores/addBias";
import { scaledDot } from "../scores/scaledDot";
import { checkQueryKey, fromRank4, restrictions, scaleOf, toRank4 } from "./inputs";
import type { AttentionOptions } from "./options";

/** Weights [B, H, L, S] of inputs of any accepted rank; `name` speaks the errors. Within a tidy. */
export function weightsOf(name: string, q: Tensor, k: Tensor, options: AttentionOptions): Tensor4D {
	checkQueryKey(name, q, k);
	const scale = scaleOf(name, q, options.scale);
	const { mask, bias } = restrictions(name, q, k, options);
	const plain = scaledDot(toRank4(q), toRank4(k), scale);
	if (bias === undefined) return maskedSoftmax(plain, mask) as Tensor4D;
	const { scores, open } = addBias(plain, bias);
	return maskedSoftmax(scores, mask === undefined ? open : logicalAnd(mask, open)) as Tensor4D;
}

/**
 * How much each query looks at each key: `softmax(scale · q kᵀ + bias)` over the cells that the mask leaves.
 *
 * ```ts
 * const q = tf.randomNormal([1, 8, 10, 64]);
 * const weights = attention.attentionWeights(q, q, { causal: true });  // [1, 8, 10, 10]
 * attention.attentionMap(weights.squeeze([0]))
 * ```
 * @param q - Queries, shape [B, H, L, D], [B, L, D] or [L, D].
 * @param k - Keys, shape [B, G, S, D], [B, S, D] or [S, D]; H a multiple of G, query head h reads key head floor(h·G/H).
 * @returns Weights, shape [B, H, L, S], [B, L, S] or [L, S]. Each row sums to one; masked cells are exactly 0, and so is
 * a whole row that sees nothing.
 * @throws Where shapes, types or options do not fit.
 *
 * Vaswani et al. 2017, "Attention Is All You Need", equation 1.
 */
export function attentionWeights<T extends Tensor>(q: T, k: T, options: AttentionOptions = {}): T {
	return tidy(() => fromRank4(weightsOf("attentionWeights", q, k, options), q) as T);
}
