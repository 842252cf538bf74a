import {
	add,
	cast,
	customGrad,
	type GradSaveFunc,
	gather,
	matMul,
	oneHot,
	reshape,
	slice,
	type Tensor,
	type Tensor1D,
	type Tensor2D,
	type Tensor4D,
	tidy,
	transpose,
} from "@tensorflow/tfjs-core";
import { checkTensor } from "../wrong";

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

/** `table[cells]`; the gradient of `gather` itself has no kernel in WebAssembly. */
function rowsOf(table: Tensor2D, cells: Tensor1D): Tensor {
	const run = customGrad((t, save) => {
		(save as GradSaveFunc)([cells]);
		return {
			value: gather(t as Tensor, cells),
			gradFunc: (dy: Tensor, saved: Tensor[]) => sumByBucket(dy as Tensor2D, saved[0] as Tensor1D, table.shape[0]),
		};
	});
	return run(table);
}

/**
 * A learned number for each head and bucket of distance: `bias[0, h, i, j] = table[buckets[i, j], h]`.
 *
 * ```ts
 * const [q, k, v] = [0, 1, 2].map(() => tf.randomNormal([1, 8, 10, 64]));
 * const table = tf.variable(tf.randomNormal([32, 8]));
 * const bias = attention.relativeBias(table, attention.t5Buckets(10));
 * attention.scaledDotProductAttention(q, k, v, { bias, scale: 1 });
 * ```
 * @param table - Shape [buckets, H]; has a gradient.
 * @param buckets - int32, shape [L, S], each a row of the table (not read here).
 * @returns Shape [1, H, L, S].
 * @throws Where types or ranks do not fit.
 *
 * Raffel et al. 2020, "Exploring the Limits of Transfer Learning", section 2.1.
 */
export function relativeBias(table: Tensor, buckets: Tensor): Tensor4D {
	checkTensor("relativeBias", "table", table, "float32", [2]);
	checkTensor("relativeBias", "buckets", buckets, "int32", [2]);
	const [[L, S], H] = [buckets.shape, table.shape[1]!];
	return tidy(() => {
		const rows = reshape(rowsOf(table as Tensor2D, reshape(buckets, [-1]) as Tensor1D), [1, L, S, H]);
		return transpose(rows, [0, 3, 1, 2]) as Tensor4D;
	});
}
