import { less, lessEqual, logicalOr, range, scalar, type Tensor2D, tidy } from "@tensorflow/tfjs-core";
import { checkWhole, wrong } from "../wrong";
import { type CausalAlignment, places, startOf } from "./alignment";

/**
 * All see the prefix, the rest is causal: `mask[i, j] = j < prefix or j <= i` (top-left; i + S - L for bottom-right).
 *
 * ```ts
 * attention.prefixMask(5, 5, 2).print();
 * const each = attention.orMasks(attention.causalMask(5), attention.paddingMask([2, 3], 5));  // a prefix per sequence
 * ```
 * @param L - Queries.
 * @param S - Keys.
 * @param prefix - Keys that all queries see, from 0 to S.
 * @param alignment - Must be named where L and S differ.
 * @returns Boolean, shape [L, S]; true means *may look*.
 * @throws Where sizes, prefix or alignment do not fit.
 *
 * Raffel et al. 2020, "Exploring the Limits of Transfer Learning with a Unified Text-to-Text Transformer", section 3.2.1.
 */
export function prefixMask(L: number, S: number, prefix: number, alignment?: CausalAlignment): Tensor2D {
	const start = startOf("prefixMask", L, S, alignment);
	checkWhole("prefixMask", "prefix", prefix, 0);
	if (prefix > S) throw wrong("prefixMask", "prefix must not be longer than the keys", { prefix, S });
	return tidy(() => {
		const keys = range(0, S, 1, "int32");
		const before = less(keys, scalar(prefix, "int32"));
		return logicalOr(lessEqual(keys, places(L, start)), before) as Tensor2D;
	});
}
