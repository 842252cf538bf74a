import type { Tensor } from "@tensorflow/tfjs-core";
import { wrong } from "../wrong";
import { differenceOf } from "./maxDifference";

export interface CloseOptions {
	/** The largest difference that still counts as equal, 1e-5 by default. */
	tolerance?: number;
}

/**
 * Whether two tensors hold the same numbers: `max |a - b| <= tolerance`.
 *
 * ```ts
 * attention.allClose(mine, attention.scaledDotProductAttention(q, k, v), { tolerance: 1e-6 })
 * ```
 * @throws Where the shapes differ: that is never merely "not close".
 */
export function allClose(a: Tensor, b: Tensor, options: CloseOptions = {}): boolean {
	const { tolerance = 1e-5 } = options;
	if (!(tolerance >= 0)) throw wrong("allClose", "tolerance must be at least 0", { tolerance });
	return differenceOf("allClose", a, b) <= tolerance;
}
