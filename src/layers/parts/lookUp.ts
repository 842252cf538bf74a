import {
	cast,
	customGrad,
	type GradSaveFunc,
	gather,
	getBackend,
	getKernel,
	oneHot,
	reshape,
	type Tensor,
	type Tensor1D,
	type Tensor2D,
	unsortedSegmentSum,
} from "@tensorflow/tfjs-core";
import { turned } from "./product";

/**
 * Rows of a table by number: `out[b, l] = table[ids[b, l]]`, shape [B, L, M].
 *
 * Its gradient also runs where the backend cannot sum by segments (WebAssembly): there as `oneHot(ids)ᵀ dy`.
 *
 * @param table - Shape [V, M].
 * @param ids - Whole numbers from 0 to below V, int32, any shape.
 */
export function lookUp(table: Tensor, ids: Tensor): Tensor {
	const rows = reshape(ids, [-1]) as Tensor1D;
	const picked = customGrad((from, save) => {
		(save as GradSaveFunc)([rows]);
		return {
			value: gather(from as Tensor, rows),
			gradFunc: (dy: Tensor, [kept]: Tensor[]) => sumByRow(dy as Tensor2D, kept as Tensor1D, table.shape[0]),
		};
	})(table);
	return reshape(picked, [...ids.shape, table.shape[1]!]);
}

function sumByRow(dy: Tensor2D, rows: Tensor1D, count: number): Tensor {
	if (getKernel("UnsortedSegmentSum", getBackend())) return unsortedSegmentSum(dy, rows, count);
	// Cast afterwards: WebAssembly writes the bits of whole numbers even where floats are asked for.
	return turned(cast(oneHot(rows, count), "float32"), dy, "first");
}
