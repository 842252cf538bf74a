import {
	add,
	cast,
	div,
	equal,
	exp,
	max,
	mul,
	scalar,
	softmax,
	sub,
	sum,
	type Tensor,
	where,
} from "@tensorflow/tfjs-core";
import { checkScores } from "./inputs";
import { normalize } from "./normalize";
import { softmaxGradient } from "./softmaxGradient";
import { LOWEST } from "./visible";

function forward(scores: Tensor, mask: Tensor): Tensor {
	const seen = where(mask, scores, scalar(LOWEST));
	const raised = mul(exp(sub(seen, max(seen, -1, true))), cast(mask, "float32"));
	const total = sum(raised, -1, true);
	// An empty row has total 0; adding 1 there gives 0 / 1, where a floor such as 1e-38 would give NaN gradients.
	return div(raised, add(total, cast(equal(total, 0), "float32")));
}

/**
 * Softmax over the cells that may be looked at: `w_j = m_j exp(s_j - max) / Σ m exp(s - max)`.
 *
 * ```ts
 * attention.maskedSoftmax(tf.tensor1d([0, Math.log(3), 9]), tf.tensor1d([1, 1, 0], "bool")).print();  // 0.25, 0.75, 0
 * ```
 * @param scores - Any shape, normalised along the last axis.
 * @param mask - Boolean, broadcastable to the scores; true means *may look*. Without it, the plain softmax.
 * @returns Weights, shape of the scores; each row sums to one. Masked cells are exactly 0, and so is a row that sees
 * nothing; its gradient is 0 as well.
 * @throws Where shapes or types do not fit.
 *
 * Vaswani et al. 2017, "Attention Is All You Need", section 3.2.3.
 */
export function maskedSoftmax(scores: Tensor, mask?: Tensor): Tensor {
	const name = "maskedSoftmax";
	if (mask !== undefined) return normalize(name, scores, (s) => forward(s, mask), softmaxGradient, mask);
	checkScores(name, scores, mask);
	return softmax(scores);
}
