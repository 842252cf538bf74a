import { reshape, type Tensor, tidy, transpose } from "@tensorflow/tfjs-core";
import { checkTensor, checkWhole, wrong } from "../wrong";

/**
 * A row of numbers as several heads: `out[b, h, l, d] = x[b, l, h·D + d]`.
 *
 * ```ts
 * const q = attention.splitHeads(x, 8);  // [2, 10, 64] -> [2, 8, 10, 8]
 * ```
 * @param x - Shape [B, L, M] or [L, M].
 * @param H - Heads; M must be a multiple.
 * @returns Shape [B, H, L, M / H] or [H, L, M / H].
 */
export function splitHeads(x: Tensor, H: number): Tensor {
	checkTensor("splitHeads", "x", x, "float32", [2, 3]);
	checkWhole("splitHeads", "H", H);
	const M = x.shape.at(-1)!;
	if (M % H !== 0) throw wrong("splitHeads", "M must be a multiple of H", { x, H });
	const batched = x.rank === 3;
	return tidy(() => {
		const parts = reshape(x, [...x.shape.slice(0, -1), H, M / H]);
		return transpose(parts, batched ? [0, 2, 1, 3] : [1, 0, 2]);
	});
}
