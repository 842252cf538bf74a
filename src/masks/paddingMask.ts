import { less, range, reshape, Tensor, type Tensor1D, type Tensor4D, tensor1d, tidy } from "@tensorflow/tfjs-core";
import { checkTensor, checkWhole, wrong } from "../wrong";

/**
 * Only real tokens are looked at: `mask[b, 0, 0, j] = j < lengths[b]`.
 *
 * ```ts
 * attention.paddingMask([3, 5], 5).print();
 * ```
 * @param lengths - Real tokens of each row, B whole numbers from 0 to S (or a tensor of int32, which is not read here).
 * @param S - Keys.
 * @returns Boolean, shape [B, 1, 1, S]; true means *may look*.
 * @throws Where sizes or types do not fit.
 */
export function paddingMask(lengths: readonly number[] | Tensor1D, S: number): Tensor4D {
	checkWhole("paddingMask", "S", S);
	if (lengths instanceof Tensor) {
		checkTensor("paddingMask", "lengths", lengths, "int32", [1]);
	} else if (
		!(Array.isArray(lengths) && lengths.length > 0 && lengths.every((n) => Number.isInteger(n) && n >= 0 && n <= S))
	) {
		throw wrong("paddingMask", "lengths must be whole numbers from 0 to S", { lengths, S });
	}
	return tidy(() => {
		const counts = lengths instanceof Tensor ? lengths : tensor1d(lengths as number[], "int32");
		return less(range(0, S, 1, "int32"), reshape(counts, [-1, 1, 1, 1])) as Tensor4D;
	});
}
