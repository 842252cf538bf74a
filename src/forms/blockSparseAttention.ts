import {
	concat,
	lessEqual,
	logicalAnd,
	range,
	reshape,
	split,
	type Tensor,
	type Tensor4D,
	tensor1d,
	tidy,
	zeros,
} from "@tensorflow/tfjs-core";
import { checkOptions, scaleOf } from "../attend/inputs";
import type { AttentionOptions } from "../attend/options";
import { scaledDotProductAttention } from "../attend/scaledDotProductAttention";
import { checkWhole, wrong } from "../wrong";
import { fromRank4, inputsOf, type KeyLengths } from "./inputs";

/** Whether block i of the queries looks at block j of the keys: rows of booleans, or a rule. */
export type BlockLayout = readonly (readonly boolean[])[] | ((i: number, j: number) => boolean);

export interface BlockSparseOptions extends KeyLengths {
	/** Queries and keys of a block; the last ones may be shorter. */
	block: number;
	/** ceil(L / block) rows of ceil(S / block) booleans, or a rule; the same for all heads. */
	layout: BlockLayout;
	/** No query looks past itself, as in `scaledDotProductAttention`; both must allow a cell. */
	causal?: AttentionOptions["causal"];
	/** Factor of the scores, 1 / sqrt(D) by default. */
	scale?: number;
}

/** Blocks of keys that each block of queries looks at. */
function visible(name: string, layout: BlockLayout, rows: number, columns: number): number[][] {
	const isRule = typeof layout === "function";
	const must = `layout must be a function or ${rows} rows of ${columns} booleans`;
	const fits = Array.isArray(layout) && layout.length === rows && layout.every((row) => row?.length === columns);
	if (!isRule && !fits) throw wrong(name, must, { layout });
	return Array.from({ length: rows }, (_, i) =>
		Array.from({ length: columns }, (_, j) => j).filter((j) => {
			const open = isRule ? layout(i, j) : layout[i][j];
			if (typeof open !== "boolean") throw wrong(name, must, { [`layout at ${i}, ${j}`]: open });
			return open;
		}),
	);
}

/** Lengths of the blocks, and their starts. */
function cut(length: number, block: number): { sizes: number[]; starts: number[] } {
	const starts = Array.from({ length: Math.ceil(length / block) }, (_, i) => i * block);
	return { starts, sizes: starts.map((start) => Math.min(block, length - start)) };
}

/**
 * Attention within chosen blocks alone: `softmax(q_i k_jᵀ / sqrt(D)) v_j` over the keys of the blocks j that block i looks at.
 *
 * ```ts
 * const [q, k, v] = [0, 1, 2].map(() => tf.randomNormal([1, 8, 1024, 64]));
 * const layout = (i: number, j: number) => j === 0 || Math.abs(i - j) <= 1;  // the first block, and neighbours
 * attention.blockSparseAttention(q, k, v, { block: 64, layout, causal: true });
 * ```
 * @param q - Queries, shape [B, H, L, D], [B, L, D] or [L, D].
 * @param k - Keys, shape [B, G, S, D], [B, S, D] or [S, D]; H a multiple of G, query head h reads key head floor(h·G/H).
 * @param v - Values, shape [B, G, S, E], [B, S, E] or [S, E].
 * @returns Shape [B, H, L, E], [B, L, E] or [L, E]; zeros where a query may look at nothing. Equals `scaledDotProductAttention`
 * under the mask of the layout; time and memory grow with the cells that are looked at.
 * @throws Where shapes, types or options do not fit.
 *
 * Child et al. 2019, "Generating Long Sequences with Sparse Transformers", section 5.5; layouts with global, near and random
 * blocks: Zaheer et al. 2020, "Big Bird", section 2.
 */
export function blockSparseAttention<T extends Tensor>(q: T, k: T, v: T, options: BlockSparseOptions): T {
	const name = "blockSparseAttention";
	return tidy(() => {
		const inputs = inputsOf(name, q, k, v, options ?? {});
		const { block, layout } = options ?? ({} as BlockSparseOptions);
		checkWhole(name, "block", block);
		const { causal } = checkOptions(name, q, k, { causal: options.causal });
		const scale = scaleOf(name, q, options.scale);
		const [L, S] = [inputs.q.shape[2], inputs.k.shape[2]];
		const [queries, keys] = [cut(L, block), cut(S, block)];
		const seen = visible(name, layout, queries.sizes.length, keys.sizes.length);
		const first = causal === "bottom-right" ? S - L : 0;
		const parts = {
			q: split(inputs.q, queries.sizes, 2) as Tensor4D[],
			k: split(inputs.k, keys.sizes, 2) as Tensor4D[],
			v: split(inputs.v, keys.sizes, 2) as Tensor4D[],
			mask: inputs.mask && split(inputs.mask, keys.sizes, 3),
		};
		const outputs = seen.map((columns, i) =>
			tidy(() => {
				const [from, size] = [queries.starts[i], queries.sizes[i]];
				const reachable = causal ? columns.filter((j) => keys.starts[j] < from + size + first) : columns;
				// A row without a block looks at the first under a mask that is closed: 0, and so are its gradients.
				const isEmpty = reachable.length === 0;
				const blocks = isEmpty ? [0] : reachable;
				const take = (x: Tensor[], axis: number) =>
					blocks.length === 1
						? x[blocks[0]]
						: concat(
								blocks.map((j) => x[j]),
								axis,
							);
				const masks: Tensor[] = [];
				if (isEmpty) masks.push(zeros([1, keys.sizes[0]], "bool"));
				if (parts.mask) masks.push(take(parts.mask, 3));
				const isCut = blocks.some((j) => keys.starts[j] + keys.sizes[j] - 1 > from + first);
				if (causal && isCut && !isEmpty) {
					const places = blocks.flatMap((j) => Array.from({ length: keys.sizes[j] }, (_, at) => keys.starts[j] + at));
					const level = reshape(range(from + first, from + first + size, 1, "int32"), [-1, 1]);
					masks.push(lessEqual(tensor1d(places, "int32"), level));
				}
				const mask = masks.length === 0 ? undefined : masks.reduce((a, b) => logicalAnd(a, b));
				return scaledDotProductAttention(parts.q[i], take(parts.k, 2) as Tensor4D, take(parts.v, 2) as Tensor4D, {
					scale,
					mask,
				});
			}),
		);
		return fromRank4((outputs.length === 1 ? outputs[0] : concat(outputs, 2)) as Tensor4D, q) as T;
	});
}
