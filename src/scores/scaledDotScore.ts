import { type Tensor4D, tidy } from "@tensorflow/tfjs-core";
import { wrong } from "../wrong";
import { checkAlike } from "./inputs";
import type { ScoreFunction } from "./ScoreFunction";
import { scaledDot } from "./scaledDot";

/**
 * The dot product, held at the same spread whatever the size of a head: `s_ij = scale · q_i · k_j`.
 *
 * ```ts
 * const score = attention.scaledDotScore();
 * score(tf.ones([1, 2, 3, 16]), tf.ones([1, 2, 5, 16])).print();  // 16 / sqrt(16) = 4 everywhere
 * ```
 * @param scale - Any finite number, 1 / sqrt(D) by default.
 * @returns A function of queries [B, H, L, D] and keys [B, G, S, D]; its scores have shape [B, H, L, S].
 * @throws Where the scale is no number, and later where shapes or types do not fit.
 *
 * Vaswani et al. 2017, "Attention Is All You Need", section 3.2.1.
 */
export function scaledDotScore(scale?: number): ScoreFunction {
	if (scale !== undefined && !Number.isFinite(scale)) {
		throw wrong("scaledDotScore", "scale must be a finite number", { scale });
	}
	return (q: Tensor4D, k: Tensor4D) => {
		checkAlike("scaledDotScore", q, k);
		return tidy(() => scaledDot(q, k, scale ?? 1 / Math.sqrt(q.shape[3])));
	};
}
