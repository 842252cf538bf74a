import { logicalNot, type Tensor } from "@tensorflow/tfjs-core";
import { checkMask } from "./together";

/**
 * What the mask forbids: `out = not mask`; also the way from a mask whose true means *blocked*.
 *
 * ```ts
 * attention.notMask(attention.causalMask(3)).print();  // only what comes later
 * ```
 * @param mask - Boolean, any shape.
 * @returns Boolean, of the same shape; true means *may look*.
 * @throws Where the mask is not boolean.
 */
export function notMask<T extends Tensor>(mask: T): T {
	checkMask("notMask", "mask", mask);
	return logicalNot(mask);
}
