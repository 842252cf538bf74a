import { type Tensor2D, tensor2d } from "@tensorflow/tfjs-core";
import { checkWhole } from "../wrong";

/**
 * Positions as waves of growing length: `p[i, 2c] = sin(i / 10000^(2c/M))`, `p[i, 2c+1] = cos(i / 10000^(2c/M))`.
 *
 * ```ts
 * const x = embeddings.add(attention.sinusoidalPositions(10, 16));
 * ```
 * @param L - Positions.
 * @param M - Model size; an odd one ends on a sine.
 * @returns Shape [L, M], each number from -1 to 1; angles in float64, then rounded.
 *
 * Vaswani et al. 2017, "Attention Is All You Need", section 3.5.
 */
export function sinusoidalPositions(L: number, M: number): Tensor2D {
	checkWhole("sinusoidalPositions", "L", L);
	checkWhole("sinusoidalPositions", "M", M);
	const values = Float32Array.from({ length: L * M }, (_, at) => {
		const column = at % M;
		const angle = Math.floor(at / M) / 10000 ** ((column - (column % 2)) / M);
		return column % 2 === 0 ? Math.sin(angle) : Math.cos(angle);
	});
	return tensor2d(values, [L, M]);
}
