import { add, customGrad, greater, type Tensor, where, zerosLike } from "@tensorflow/tfjs-core";

export interface Biased {
	scores: Tensor;
	/** Boolean: where the bias is above -Infinity. */
	open: Tensor;
}

// TensorFlow.js follows a condition backwards and finds no gradient for `greater`; it is 0.
const isOpen = customGrad((bias) => ({
	value: greater(bias as Tensor, Number.NEGATIVE_INFINITY),
	gradFunc: () => zerosLike(bias as Tensor),
}));

/**
 * Scores plus bias, `s + b`, with the cells that a bias of -Infinity closes kept apart, so that no infinity is counted with.
 *
 * @param scores - Shape [B, H, L, S].
 * @param bias - Broadcastable to the scores; has a gradient, 0 at closed cells.
 */
export function addBias(scores: Tensor, bias: Tensor): Biased {
	const open = isOpen(bias);
	return { scores: add(scores, where(open, bias, zerosLike(bias))), open };
}
