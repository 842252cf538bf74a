import { matMul, mul, reshape, type Tensor4D } from "@tensorflow/tfjs-core";
import { groupQueries } from "../scores/scaledDot";
import { dropoutFactors } from "./dropout";
import type { CheckedOptions } from "./inputs";

/** The values that the weights pick: `w v`, shape [B, H, L, E]. */
export function weightedSum(weights: Tensor4D, v: Tensor4D): Tensor4D {
	const out = matMul(groupQueries(weights, v.shape[1]), v);
	return reshape(out, [...weights.shape.slice(0, 3), v.shape[3]] as [number, number, number, number]);
}

/** Weights of which dropout leaves some. */
export function dropped(weights: Tensor4D, { dropout, seed }: Pick<CheckedOptions, "dropout" | "seed">): Tensor4D {
	return dropout === 0 ? weights : (mul(weights, dropoutFactors(weights.shape, dropout, seed)) as Tensor4D);
}
