import { type Tensor2D, tidy } from "@tensorflow/tfjs-core";
import { type AttentionWindow, checkWindow, within } from "./AttentionWindow";
import { type CausalAlignment, distances, startOf } from "./alignment";

/**
 * Each query sees its neighbours: `mask[i, j] = -left <= j - i <= right` (top-left; around i + S - L for bottom-right).
 *
 * ```ts
 * attention.slidingWindowMask(5, 5, [1, 0]).print();  // itself and the one before
 * ```
 * @param L - Queries.
 * @param S - Keys.
 * @param window - [left, right], inclusive; -1 is open.
 * @param alignment - Must be named where L and S differ.
 * @returns Boolean, shape [L, S]; true means *may look*.
 * @throws Where sizes, window or alignment do not fit.
 *
 * Beltagy et al. 2020, "Longformer", section 3.1.
 */
export function slidingWindowMask(
	L: number,
	S: number,
	window: AttentionWindow,
	alignment?: CausalAlignment,
): Tensor2D {
	const start = startOf("slidingWindowMask", L, S, alignment);
	checkWindow("slidingWindowMask", window);
	return tidy(() => within(distances(L, S, start), window, L + S));
}
