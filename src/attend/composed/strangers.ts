/**
 * What is infinite or NaN where a row does not look. A masked weight is exactly 0, but 0 times such a number is NaN, so it is
 * kept out of the products.
 */
import {
	cast,
	greater,
	mul,
	notEqual,
	scalar,
	sub,
	sum,
	type Tensor,
	type Tensor4D,
	isFinite as tfIsFinite,
	where,
} from "@tensorflow/tfjs-core";
import type { CheckedOptions } from "../inputs";
import { weightedSum } from "../weightedSum";

/** Whether there may be cells that a row does not see. */
export function isLimited({ mask, bias, left, right, queryLengths, keyLengths }: CheckedOptions): boolean {
	const inputs = [mask, bias, queryLengths, keyLengths];
	return left >= 0 || right >= 0 || inputs.some((one) => one !== undefined);
}

/** Whether all is finite; waits for the engine. */
export function allFinite(x: Tensor): boolean {
	return sum(mul(x, 0)).dataSync()[0] === 0;
}

/** 0 for what is not finite. */
export function finite(x: Tensor4D): Tensor4D {
	return where(tfIsFinite(x), x, scalar(0) as Tensor) as Tensor4D;
}

/** `w v` where a weight of 0 takes nothing, and any other makes NaN of what is not finite. Shape [B, H, L, E]. */
export function sumApart(weights: Tensor4D, v: Tensor4D): Tensor4D {
	const strange = sub(1, cast(tfIsFinite(v), "float32")) as Tensor4D;
	const taken = weightedSum(cast(notEqual(weights, 0), "float32") as Tensor4D, strange);
	return where(greater(taken, 0), scalar(Number.NaN) as Tensor, weightedSum(weights, finite(v))) as Tensor4D;
}
