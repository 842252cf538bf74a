import { type Tensor2D, type Tensor4D, tidy } from "@tensorflow/tfjs-core";
import { checkTensor, wrong } from "../wrong";
import { checkPair, checkRows } from "./inputs";
import { project } from "./project";
import type { ScoreFunction } from "./ScoreFunction";
import { scaledDot } from "./scaledDot";

/**
 * A dot product after the query has been carried into the space of the keys: `s_ij = q_iᵀ W k_j`.
 *
 * ```ts
 * const score = attention.bilinearScore(tf.variable(tf.randomNormal([16, 24])));
 * score(tf.ones([1, 2, 3, 16]), tf.ones([1, 2, 5, 24])).shape  // [1, 2, 3, 5]
 * ```
 * @param kernel - W, shape [D, D']; has a gradient.
 * @returns A function of queries [B, H, L, D] and keys [B, G, S, D']; its scores have shape [B, H, L, S].
 * @throws Where shapes or types do not fit.
 *
 * Luong et al. 2015, "Effective Approaches to Attention-based Neural Machine Translation", section 3.1, general.
 */
export function bilinearScore(kernel: Tensor2D): ScoreFunction {
	const name = "bilinearScore";
	checkTensor(name, "kernel", kernel, "float32", [2]);
	return (q: Tensor4D, k: Tensor4D) => {
		checkPair(name, q, k);
		checkRows(name, { q, kernel });
		if (k.shape[3] !== kernel.shape[1]) {
			throw wrong(name, "kernel must have a column for each entry of k", { k, kernel });
		}
		return tidy(() => scaledDot(project(q, kernel), k, 1));
	};
}
