import {
	add,
	cast,
	cumsum,
	div,
	equal,
	greater,
	lessEqual,
	logicalAnd,
	maximum,
	mul,
	range,
	relu,
	sqrt,
	square,
	sub,
	sum,
	type Tensor,
	topk,
} from "@tensorflow/tfjs-core";
import { normalize } from "./normalize";
import { belowBest, onlyVisible } from "./visible";

/** `mean - sqrt((1 - spread) / count)`, the τ of a support with these three. */
function tauOf(mean: Tensor, spread: Tensor, count: Tensor): Tensor {
	return sub(mean, sqrt(relu(div(sub(1, spread), count))));
}

/** τ of rows whose best score is 0, from the sorted row: the support is the longest prefix whose own τ is below its end. */
function threshold(z: Tensor): Tensor {
	const size = z.shape.at(-1)!;
	const sorted = topk(z, size).values;
	const counts = range(1, size + 1, 1, "float32");
	const means = div(cumsum(sorted, z.rank - 1), counts);
	const spreads = sub(cumsum(square(sorted), z.rank - 1), mul(counts, square(means)));
	const isWithin = lessEqual(tauOf(means, spreads, counts), sorted);
	const within = cast(logicalAnd(isWithin, greater(sorted, -1)), "float32");
	const count = maximum(sum(within, -1, true), 1);
	const mean = div(sum(mul(sorted, within), -1, true), count);
	return tauOf(mean, sum(mul(within, square(sub(sorted, mean))), -1, true), count);
}

function nonZero(x: Tensor): Tensor {
	return add(x, cast(equal(x, 0), "float32"));
}

function forward(scores: Tensor, mask: Tensor | undefined): Tensor {
	const z = div(belowBest(scores, mask), 2);
	return onlyVisible(square(relu(sub(z, threshold(z)))), mask);
}

function backward(dy: Tensor, weights: Tensor): Tensor {
	const root = sqrt(weights);
	const mean = div(sum(mul(dy, root), -1, true), nonZero(sum(root, -1, true)));
	return mul(root, sub(dy, mean));
}

/**
 * Halfway between softmax and sparsemax, smooth and with zeros of its own: `w = max(s/2 - τ, 0)²` with τ such that `Σ w = 1`.
 *
 * ```ts
 * attention.entmax15(tf.tensor1d([0.4, 0, -2])).print();  // 0.64, 0.36, 0
 * ```
 * @param scores - Any shape, normalised along the last axis.
 * @param mask - Boolean, broadcastable to the scores; true means *may look*.
 * @returns Weights, shape of the scores; each row sums to one. Masked cells are exactly 0, and so is a row that sees
 * nothing; its gradient is 0 as well.
 * @throws Where shapes or types do not fit.
 *
 * Peters, Niculae & Martins 2019, "Sparse Sequence-to-Sequence Models", algorithm 2; gradient by proposition 3.
 */
export function entmax15(scores: Tensor, mask?: Tensor): Tensor {
	return normalize("entmax15", scores, (s) => forward(s, mask), backward, mask);
}
