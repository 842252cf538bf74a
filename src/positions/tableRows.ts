import {
	add,
	cast,
	customGrad,
	type GradSaveFunc,
	gather,
	matMul,
	oneHot,
	slice,
	type Tensor,
	type Tensor1D,
	type Tensor2D,
	tidy,
} from "@tensorflow/tfjs-core";

/** Cells whose gradient is summed at once. */
const CELLS = 65536;

/** `Σ dy[cell]` over the cells of each bucket, by parts, so that no [L·S, buckets] is held. */
function sumByBucket(dy: Tensor2D, cells: Tensor1D, buckets: number): Tensor {
	const [count, H] = dy.shape;
	let total: Tensor | undefined;
	for (let from = 0; from < count; from += CELLS) {
		const size = Math.min(CELLS, count - from);
		const next = tidy(() => {
			// TensorFlow.js's WebAssembly writes the bits of whole numbers, whatever type is asked for.
			const hot = cast(oneHot(slice(cells, from, size), buckets, 1, 0, "int32"), "float32") as Tensor2D;
			const part = matMul(hot, slice(dy, [from, 0], [size, H]), true);
			return total === undefined ? part : add(total, part);
		});
		total?.dispose();
		total = next;
	}
	return total!;
}

/** `table[cells]`, shape [cells, columns]; the gradient of `gather` itself has no kernel in WebAssembly. */
export function tableRows(table: Tensor2D, cells: Tensor1D): Tensor {
	const run = customGrad((t, save) => {
		(save as GradSaveFunc)([cells]);
		return {
			value: gather(t as Tensor, cells),
			gradFunc: (dy: Tensor, saved: Tensor[]) => sumByBucket(dy as Tensor2D, saved[0] as Tensor1D, table.shape[0]),
		};
	});
	return run(table);
}
