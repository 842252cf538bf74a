import { equal, expandDims, Tensor, type Tensor2D, type Tensor4D, tensor2d, tidy } from "@tensorflow/tfjs-core";
import { checkTensor, wrong } from "../wrong";

/** Rows of whole numbers, all as long as the first. */
function isTable(ids: unknown): ids is number[][] {
	if (!(Array.isArray(ids) && ids.length > 0 && ids.every(Array.isArray))) return false;
	const [first] = ids;
	return first.length > 0 && ids.every((row) => row.length === first.length && row.every(isInt32));
}

function isInt32(n: unknown): boolean {
	return typeof n === "number" && (n | 0) === n;
}

/**
 * Several texts in one row do not see each other: `mask[b, 0, i, j] = ids[b, i] = ids[b, j]`.
 *
 * ```ts
 * attention.documentMask([[1, 1, 2, 2, 2]]).print();  // blocks of 2 and 3
 * ```
 * @param ids - The text that each token belongs to, B rows of L whole numbers, or a tensor [B, L] of int32.
 * @returns Boolean, shape [B, 1, L, L]; true means *may look*.
 * @throws Where shapes or types do not fit.
 *
 * Krell et al. 2021, "Efficient Sequence Packing without Cross-contamination", section 3.2.
 */
export function documentMask(ids: readonly (readonly number[])[] | Tensor2D): Tensor4D {
	if (ids instanceof Tensor) checkTensor("documentMask", "ids", ids, "int32", [2]);
	else if (!isTable(ids)) throw wrong("documentMask", "ids must be rows of whole numbers, all of one length", { ids });
	return tidy(() => {
		const table = ids instanceof Tensor ? ids : tensor2d(ids as number[][], undefined, "int32");
		return equal(expandDims(expandDims(table, 1), 3), expandDims(expandDims(table, 1), 2)) as Tensor4D;
	});
}
