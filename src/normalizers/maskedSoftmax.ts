import {
	add,
	cast,
	customGrad,
	div,
	equal,
	exp,
	type GradSaveFunc,
	max,
	mul,
	scalar,
	softmax,
	sub,
	sum,
	type Tensor,
	where,
} from "@tensorflow/tfjs-core";

const LOWEST = -3.4028234663852886e38;

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
 * Dropped cells are exactly 0, and so is a row that sees nothing; its gradient is 0 as well.
 *
 * @param scores - Any shape, normalised along the last axis.
 * @param mask - Boolean, broadcastable to the scores; true means *may look*. Without it, the plain softmax.
 * @returns Weights, shape of the scores; each row sums to one, or to zero where it sees nothing.
 */
export function maskedSoftmax(scores: Tensor, mask?: Tensor): Tensor {
	if (mask === undefined) return softmax(scores);
	const run = customGrad((s, save) => {
		const weights = forward(s as Tensor, mask);
		(save as GradSaveFunc)([weights]);
		const gradFunc = (dy: Tensor, saved: Tensor[]) => {
			const [w] = saved;
			const share = mul(dy, w);
			return sub(share, mul(w, sum(share, -1, true)));
		};
		return { value: weights, gradFunc };
	});
	return run(scores);
}
