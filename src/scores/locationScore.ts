import { clone, customGrad, type Tensor, type Tensor2D, type Tensor4D, tidy, zeros } from "@tensorflow/tfjs-core";
import { checkTensor, wrong } from "../wrong";
import { checkPair, checkRows } from "./inputs";
import { project } from "./project";
import type { ScoreFunction } from "./ScoreFunction";

// Asked for the gradient of something that has no part in a result, TensorFlow.js fails; it is 0.
const beside = customGrad((scores, k) => {
	const { shape } = k as Tensor;
	return { value: clone(scores as Tensor), gradFunc: (dy: Tensor) => [dy, zeros(shape)] };
});

/**
 * A query chooses places, whatever stands there: `s_ij = q_i · w_j`, w_j the column j of the kernel.
 *
 * ```ts
 * const score = attention.locationScore(tf.variable(tf.randomNormal([16, 5])));
 * score(tf.ones([1, 2, 3, 16]), tf.zeros([1, 2, 5, 16])).shape  // [1, 2, 3, 5]
 * ```
 * @param kernel - Shape [D, S], a column for each place; has a gradient.
 * @returns A function of queries [B, H, L, D] and keys [B, G, S, D'], of which only S matters; its scores have shape
 * [B, H, L, S], and the gradient of the keys is 0.
 * @throws Where shapes or types do not fit.
 *
 * Luong et al. 2015, "Effective Approaches to Attention-based Neural Machine Translation", equation 8.
 */
export function locationScore(kernel: Tensor2D): ScoreFunction {
	const name = "locationScore";
	checkTensor(name, "kernel", kernel, "float32", [2]);
	return (q: Tensor4D, k: Tensor4D) => {
		checkPair(name, q, k);
		checkRows(name, { q, kernel });
		if (k.shape[2] !== kernel.shape[1]) throw wrong(name, "kernel must have a column for each key", { k, kernel });
		return tidy(() => beside(project(q, kernel), k) as Tensor4D);
	};
}
