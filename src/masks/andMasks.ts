import { logicalAnd, type Tensor } from "@tensorflow/tfjs-core";
import { together } from "./together";

/**
 * What all of the masks allow: `mask = a and b and …`.
 *
 * ```ts
 * attention.andMasks(attention.causalMask(5), attention.paddingMask([3, 5], 5)).shape  // [2, 1, 5, 5]
 * ```
 * @param masks - Boolean, at least one, of shapes that broadcast to one.
 * @returns Boolean, of that shape; true means *may look*.
 * @throws Where shapes or types do not fit.
 */
export function andMasks(...masks: Tensor[]): Tensor {
	return together("andMasks", masks, (a, b) => logicalAnd(a, b));
}
