import { expandDims, lessEqual, range, type Tensor2D, tidy } from "@tensorflow/tfjs-core";
import { checkWhole, wrong } from "../wrong";

/** Which corner the diagonal starts in when there are not as many queries as keys. */
export type CausalAlignment = "top-left" | "bottom-right";

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
 */
export function causalMask(L: number, S: number = L, alignment?: CausalAlignment): Tensor2D {
	checkWhole("causalMask", "L", L);
	checkWhole("causalMask", "S", S);
	const named = alignment === "top-left" || alignment === "bottom-right";
	if (!named && (alignment !== undefined || L !== S)) {
		const must = `alignment must be "top-left" or "bottom-right"${alignment === undefined ? " where L and S differ" : ""}`;
		throw wrong("causalMask", must, { L, S, alignment });
	}
	const offset = alignment === "bottom-right" ? S - L : 0;
	return tidy(() => {
		const rows = expandDims(range(offset, offset + L, 1, "int32"), 1);
		return lessEqual(range(0, S, 1, "int32"), rows) as Tensor2D;
	});
}
