import {
	add,
	cast,
	cumsum,
	div,
	greater,
	logicalAnd,
	maximum,
	mul,
	range,
	relu,
	sub,
	sum,
	type Tensor,
	topk,
} from "@tensorflow/tfjs-core";
import { normalize } from "./normalize";
import { belowBest, onlyVisible } from "./visible";

/** τ of rows whose best score is 0, from the sorted row: the support is the longest prefix with `1 + k z_k > Σ z`. */
function threshold(z: Tensor): Tensor {
	const size = z.shape.at(-1)!;
	const sorted = topk(z, size).values;
	const isWithin = greater(add(mul(sorted, range(1, size + 1, 1, "float32")), 1), cumsum(sorted, z.rank - 1));
	const within = cast(logicalAnd(isWithin, greater(sorted, -1)), "float32");
	return div(sub(sum(mul(sorted, within), -1, true), 1), maximum(sum(within, -1, true), 1));
}

/** A Newton step for `Σ relu(z - τ) = 1`: it takes away what long sums have rounded off. */
function polished(z: Tensor, tau: Tensor): Tensor {
	const over = relu(sub(z, tau));
	const members = sum(cast(greater(over, 0), "float32"), -1, true);
	return add(tau, div(sub(sum(over, -1, true), 1), maximum(members, 1)));
}

function forward(scores: Tensor, mask: Tensor | undefined): Tensor {
	const z = belowBest(scores, mask);
	return onlyVisible(relu(sub(z, polished(z, threshold(z)))), mask);
}

function backward(dy: Tensor, weights: Tensor): Tensor {
	const support = cast(greater(weights, 0), "float32");
	const share = mul(dy, support);
	const mean = div(sum(share, -1, true), maximum(sum(support, -1, true), 1));
	return mul(support, sub(dy, mean));
}

/**
 * The nearest point of the simplex, which has zeros of its own: `w = max(s - τ, 0)` with τ such that `Σ w = 1`.
 *
 * ```ts
 * attention.sparsemax(tf.tensor1d([1, 0.5, -1])).print();  // 0.75, 0.25, 0
 * ```
 * @param scores - Any shape, normalised along the last axis.
 * @param mask - Boolean, broadcastable to the scores; true means *may look*.
 * @returns Weights, shape of the scores; each row sums to one. Masked cells are exactly 0, and so is a row that sees
 * nothing; its gradient is 0 as well.
 * @throws Where shapes or types do not fit.
 *
 * Martins & Astudillo 2016, "From Softmax to Sparsemax", algorithm 1; gradient by equation 14.
 */
export function sparsemax(scores: Tensor, mask?: Tensor): Tensor {
	return normalize("sparsemax", scores, (s) => forward(s, mask), backward, mask);
}
