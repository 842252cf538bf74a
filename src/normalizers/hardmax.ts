import { type Tensor, zerosLike } from "@tensorflow/tfjs-core";
import { normalize } from "./normalize";
import { oneHotOfBest } from "./visible";

/**
 * All weight on the best cell, the first of equals: `w_j = 1 if j = argmax s, else 0`.
 *
 * ```ts
 * attention.hardmax(tf.tensor1d([1, 3, 3])).print();  // 0, 1, 0
 * ```
 * @param scores - Any shape, normalised along the last axis.
 * @param mask - Boolean, broadcastable to the scores; true means *may look*.
 * @returns Weights, shape of the scores, a single 1 in each row; a row that sees nothing is 0. The gradient is 0
 * everywhere: see `straightThrough` for one that learns.
 * @throws Where shapes or types do not fit.
 */
export function hardmax(scores: Tensor, mask?: Tensor): Tensor {
	return normalize("hardmax", scores, (s) => oneHotOfBest(s, mask), zerosLike, mask);
}
