import { logicalOr, type Tensor } from "@tensorflow/tfjs-core";
import { together } from "./together";

/**
 * What any of the masks allows: `mask = a or b or …`.
 *
 * ```ts
 * const prefixes = attention.paddingMask([2, 3], 5);
 * attention.orMasks(attention.causalMask(5), prefixes).shape  // [2, 1, 5, 5]
 * ```
 * @param masks - Boolean, at least one, of shapes that broadcast to one.
 * @returns Boolean, of that shape; true means *may look*.
 * @throws Where shapes or types do not fit.
 */
export function orMasks(...masks: Tensor[]): Tensor {
	return together("orMasks", masks, (a, b) => logicalOr(a, b));
}
