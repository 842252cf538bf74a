import { abs, expandDims, mul, range, reshape, sub, type Tensor4D, tidy } from "@tensorflow/tfjs-core";
import type { CausalAlignment } from "../masks/causalMask";
import { checkWhole } from "../wrong";
import { alibiSlopes } from "./alibiSlopes";
import { firstQuery } from "./distances";

/**
 * The further a key, the lower its score: `bias[h, i, j] = -m_h · |i + S - L - j|`.
 *
 * ```ts
 * const [q, k, v] = [0, 1, 2].map(() => tf.randomNormal([1, 8, 10, 64]));
 * attention.scaledDotProductAttention(q, k, v, { bias: attention.alibiBias(8, 10), causal: true });
 * ```
 * @param H - Heads.
 * @param L - Queries.
 * @param S - Keys, as many as queries by default.
 * @param alignment - Where L and S differ, the last query stands at the last key (bottom-right), or the first at the first.
 * @returns Shape [1, H, L, S], no number above 0.
 * @throws Where a size is no whole number of at least 1.
 *
 * Press et al. 2022, "Train Short, Test Long", section 3. The paper's `-m (i - j)` is for `j <= i` only.
 */
export function alibiBias(H: number, L: number, S: number = L, alignment?: CausalAlignment): Tensor4D {
	checkWhole("alibiBias", "H", H);
	const first = firstQuery("alibiBias", L, S, alignment);
	return tidy(() => {
		const slopes = reshape(alibiSlopes(H), [1, H, 1, 1]);
		const queries = expandDims(range(first, first + L), 1);
		return sub(0, mul(slopes, abs(sub(queries, range(0, S))))) as Tensor4D;
	});
}
