import { type Tensor1D, tensor1d } from "@tensorflow/tfjs-core";
import { checkWhole } from "../wrong";

/** `2^(-8h/n)` for h = 1 … n, n a power of two. */
function row(n: number): number[] {
	return Array.from({ length: n }, (_, h) => 2 ** ((-8 * (h + 1)) / n));
}

/**
 * How steeply each head of ALiBi forgets: `m_h = 2^(-8h/H)` for h = 1 … H.
 *
 * Where H is no power of two, the n heads of the largest power below it come first, then every other slope of 2n heads.
 *
 * ```ts
 * attention.alibiSlopes(8).print();  // 1/2, 1/4, … 1/256
 * ```
 * @param H - Heads.
 * @returns Shape [H], each from 0 to 1.
 * @throws Where H is no whole number of at least 1.
 *
 * Press et al. 2022, "Train Short, Test Long", section 3; other head counts as in the authors' code.
 */
export function alibiSlopes(H: number): Tensor1D {
	checkWhole("alibiSlopes", "H", H);
	const n = 2 ** Math.floor(Math.log2(H));
	const between = row(2 * n).filter((_, h) => h % 2 === 0);
	return tensor1d([...row(n), ...between.slice(0, H - n)]);
}
