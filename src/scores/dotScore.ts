import { type Tensor4D, tidy } from "@tensorflow/tfjs-core";
import { checkAlike } from "./inputs";
import { scaledDot } from "./scaledDot";

/**
 * A key fits as far as it points the way of the query: `s_ij = q_i · k_j`.
 *
 * ```ts
 * attention.dotScore(tf.ones([1, 8, 3, 16]), tf.ones([1, 2, 5, 16])).print();  // 16 everywhere, shape [1, 8, 3, 5]
 * ```
 * @param q - Queries, shape [B, H, L, D].
 * @param k - Keys, shape [B, G, S, D]; H a multiple of G, query head h reads key head floor(h·G/H).
 * @returns Scores, shape [B, H, L, S].
 * @throws Where shapes or types do not fit.
 *
 * Luong et al. 2015, "Effective Approaches to Attention-based Neural Machine Translation", section 3.1, dot.
 */
export function dotScore(q: Tensor4D, k: Tensor4D): Tensor4D {
	checkAlike("dotScore", q, k);
	return tidy(() => scaledDot(q, k, 1));
}
