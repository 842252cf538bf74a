import { reshape, type Tensor, tidy, transpose } from "@tensorflow/tfjs-core";
import { checkTensor } from "../wrong";

/**
 * Heads side by side in one row again: `out[b, l, h·E + e] = x[b, h, l, e]`, the inverse of `splitHeads`.
 *
 * ```ts
 * const y = attention.mergeHeads(heads);  // [2, 8, 10, 8] -> [2, 10, 64]
 * ```
 * @param x - Shape [B, H, L, E] or [H, L, E].
 * @returns Shape [B, L, H·E] or [L, H·E].
 */
export function mergeHeads(x: Tensor): Tensor {
	checkTensor("mergeHeads", "x", x, "float32", [3, 4]);
	const [H, L, E] = x.shape.slice(-3);
	return tidy(() => {
		const rows = transpose(x, x.rank === 4 ? [0, 2, 1, 3] : [1, 0, 2]);
		return reshape(rows, [...x.shape.slice(0, -3), L, H * E]);
	});
}
