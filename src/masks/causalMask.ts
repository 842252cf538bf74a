import { lessEqual, range, type Tensor2D, tidy } from "@tensorflow/tfjs-core";
import { type CausalAlignment, places, startOf } from "./alignment";

export type { CausalAlignment };

/**
 * No query looks past itself: `mask[i, j] = j <= i` (top-left) or `j <= i + S - L` (bottom-right, the one for decoding).
 *
 * ```ts
 * attention.causalMask(3).print();
 * attention.causalMask(2, 5, "bottom-right").print();
 * ```
 * @param L - Queries.
 * @param S - Keys, as many as queries by default.
 * @param alignment - Must be named where L and S differ.
 * @returns Boolean, shape [L, S]; true means *may look*.
 * @throws Where sizes or alignment do not fit.
 */
export function causalMask(L: number, S: number = L, alignment?: CausalAlignment): Tensor2D {
	const start = startOf("causalMask", L, S, alignment);
	return tidy(() => lessEqual(range(0, S, 1, "int32"), places(L, start)) as Tensor2D);
}
