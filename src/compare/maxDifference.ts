import type { Tensor } from "@tensorflow/tfjs-core";
import { wrong } from "../wrong";

/**
 * The largest difference of two tensors: `max |a - b|`. NaN where only one of them is NaN or they are infinite apart.
 *
 * @param a - Any shape.
 * @param b - The same shape.
 * @returns A number of at least 0; equal infinities and NaN at the same place count as 0.
 */
export function maxDifference(a: Tensor, b: Tensor): number {
	return differenceOf("maxDifference", a, b);
}

export function differenceOf(name: string, a: Tensor, b: Tensor): number {
	if (a.shape.join() !== b.shape.join()) throw wrong(name, "shapes must agree", { a, b });
	const [x, y] = [a.dataSync(), b.dataSync()];
	let largest = 0;
	for (let i = 0; i < x.length; i++) {
		if (Object.is(x[i], y[i])) continue;
		const difference = Math.abs(x[i] - y[i]);
		if (!(difference <= largest)) largest = difference;
		if (Number.isNaN(largest)) return largest;
	}
	return largest;
}
