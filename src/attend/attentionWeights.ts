import {
	add,
	concat,
	div,
	logicalAnd,
	mul,
	ones,
	reshape,
	slice,
	type Tensor,
	type Tensor4D,
	tanh,
	tidy,
	zeros,
} from "@tensorflow/tfjs-core";
import { maskedSoftmax } from "../normalizers/maskedSoftmax";
import type { Normalizer } from "../normalizers/Normalizer";
import { addBias } from "../scores/addBias";
import type { ScoreFunction } from "../scores/ScoreFunction";
import { scaledDot } from "../scores/scaledDot";
import { type CheckedOptions, checkOptions, checkQueryKey, fromRank4, toRank4 } from "./inputs";
import { limitsMask } from "./limits";
import type { AttentionOptions } from "./options";

/** With one more key that gives nothing: the sink takes its share, and goes. */
function withSinks(scores: Tensor, mask: Tensor | undefined, sinks: Tensor): Tensor {
	const [B, H, L, S] = scores.shape;
	const column = add(reshape(sinks, [1, H, 1, 1]), zeros([B, H, L, 1]));
	const open = mask && concat([logicalAnd(mask, ones([B, H, L, S], "bool")), ones([B, H, L, 1], "bool")], 3);
	return slice(maskedSoftmax(concat([scores, column], 3), open), [0, 0, 0, 0], [B, H, L, S]);
}

/** The definition: weights [B, H, L, S], the whole matrix in operations that have gradients. Within a tidy. */
export function defineWeights(
	q: Tensor4D,
	k: Tensor4D,
	checked: CheckedOptions,
	score: ScoreFunction = (query, key) => scaledDot(query, key, checked.scale),
	normalize: Normalizer = maskedSoftmax,
): Tensor4D {
	const { softcap, bias, sinks } = checked;
	const plain = score(q, k);
	const capped = softcap === undefined ? plain : mul(tanh(div(plain, softcap)), softcap);
	const biased = bias === undefined ? { scores: capped, open: undefined } : addBias(capped, bias);
	const parts = [checked.mask, limitsMask(checked, [q.shape[2], k.shape[2]]), biased.open];
	const masks = parts.filter((part): part is Tensor => part !== undefined);
	const mask = masks.length === 0 ? undefined : masks.reduce((all, one) => logicalAnd(all, one));
	if (sinks !== undefined) return withSinks(biased.scores, mask, sinks) as Tensor4D;
	return normalize(biased.scores, mask) as Tensor4D;
}

/** The same for inputs of any accepted rank; `name` speaks the errors. */
export function weightsOf(name: string, q: Tensor, k: Tensor, options: AttentionOptions): Tensor4D {
	checkQueryKey(name, q, k);
	return defineWeights(toRank4(q), toRank4(k), checkOptions(name, q, k, options));
}

/**
 * How much each query looks at each key: `softmax(scale · q kᵀ + bias)` over the cells that are left.
 *
 * ```ts
 * const q = tf.randomNormal([1, 8, 10, 64]);
 * const weights = attention.attentionWeights(q, q, { causal: true });  // [1, 8, 10, 10]
 * attention.attentionMap(weights.squeeze([0]))
 * ```
 * @param q - Queries, shape [B, H, L, D], [B, L, D] or [L, D].
 * @param k - Keys, shape [B, G, S, D], [B, S, D] or [S, D]; H a multiple of G, query head h reads key head floor(h·G/H).
 * @returns Weights before dropout, shape [B, H, L, S], [B, L, S] or [L, S]. Each row sums to one, less what its sink
 * takes; masked cells are exactly 0, and so is a whole row that sees nothing.
 * @throws Where shapes, types or options do not fit.
 *
 * Vaswani et al. 2017, "Attention Is All You Need", equation 1.
 */
export function attentionWeights<T extends Tensor>(q: T, k: T, options: AttentionOptions = {}): T {
	return tidy(() => fromRank4<T>(weightsOf("attentionWeights", q, k, options), q));
}
