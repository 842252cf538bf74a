import {
	add,
	cast,
	concat,
	less,
	lessEqual,
	logicalAnd,
	split,
	sum,
	type Tensor,
	type Tensor4D,
	tensor4d,
	tidy,
	zeros,
} from "@tensorflow/tfjs-core";
import { causalOf, scaleOf } from "../attend/inputs";
import type { AttentionOptions } from "../attend/options";
import { scaledDotProductAttention } from "../attend/scaledDotProductAttention";
import { checkWhole } from "../wrong";
import { type BlockLayout, type Cut, cut, groups, type Row, rowOf, visible } from "./blockRows";
import { fromRank4, inputsOf, type KeyLengths } from "./inputs";

export type { BlockLayout };

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

interface Parts {
	q: Tensor4D[];
	k: Tensor4D[];
	v: Tensor4D[];
	queries: Cut;
	keys: Cut;
	/** Position of the first query among the keys; from the end of the real ones where that is each batch row's own. */
	first: number;
	/** Bottom-right goes by the real keys of each batch row. */
	isOwn: boolean;
	/** Real keys, int32 [B, 1, 1, 1]. */
	counts: Tensor | undefined;
	scale: number;
}

function joined(axis: number, parts: Tensor4D[]): Tensor4D {
	return parts.length === 1 ? parts[0] : concat(parts, axis);
}

/** What a group may look at, broadcastable to [rows · B, H, height, width]. */
function maskOf(group: Row[], { q, queries, keys, first, isOwn, counts }: Parts): Tensor | undefined {
	const [{ isEmpty, isCut, height, width }] = group;
	const batch = q[0].shape[0];
	if (isEmpty) return zeros([1, width], "bool");
	if (!isCut && counts === undefined) return undefined;
	const each = <T>(of: (row: Row) => T[]) => group.flatMap((row) => new Array<T[]>(batch).fill(of(row)).flat());
	const places = each(({ blocks }) =>
		blocks.flatMap((j) => Array.from({ length: keys.sizes[j] }, (_, at) => keys.starts[j] + at)),
	);
	const levels = each(({ i }) => Array.from({ length: height }, (_, at) => queries.starts[i] + first + at));
	const place = tensor4d(places, [group.length * batch, 1, 1, width], "int32");
	const level = tensor4d(levels, [group.length * batch, 1, height, 1], "int32");
	const ends = counts && concat(new Array<Tensor>(group.length).fill(counts), 0);
	const masks: Tensor[] = [];
	if (isCut) masks.push(lessEqual(place, isOwn ? add(level, ends!) : level));
	if (ends !== undefined) masks.push(less(place, ends));
	return masks.reduce((a, b) => logicalAnd(a, b));
}

/** Outputs of a group's blocks of queries, rows of the batch. */
function attend(group: Row[], parts: Parts): Tensor4D[] {
	const take = (from: Tensor4D[]) =>
		joined(
			0,
			group.map(({ blocks }) =>
				joined(
					2,
					blocks.map((j) => from[j]),
				),
			),
		);
	const q = joined(
		0,
		group.map(({ i }) => parts.q[i]),
	);
	const [k, v] = [take(parts.k), take(parts.v)];
	const out = scaledDotProductAttention(q, k, v, { scale: parts.scale, mask: maskOf(group, parts) });
	return group.length === 1 ? [out] : split(out, group.length, 0);
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
		const causal = causalOf(name, q, k, options?.causal);
		const scale = scaleOf(name, q, options.scale);
		const [B, H, L, D] = inputs.q.shape;
		const [, G, S, E] = inputs.v.shape;
		const [queries, keys] = [cut(L, block), cut(S, block)];
		const first = causal === "bottom-right" ? S - L : 0;
		const open = visible(name, layout, queries.sizes.length, keys.sizes.length);
		const isOwn = causal === "bottom-right" && inputs.mask !== undefined;
		const rows = open.map((blocks, i) => {
			const row = rowOf(i, blocks, { queries, keys, first: causal && first });
			return { ...row, isCut: row.isCut || isOwn };
		});
		const parts: Parts = {
			q: split(inputs.q, queries.sizes, 2),
			k: split(inputs.k, keys.sizes, 2),
			v: split(inputs.v, keys.sizes, 2),
			counts: inputs.mask && sum(cast(inputs.mask, "int32"), 3, true),
			...{ queries, keys, first: isOwn ? -L : first, isOwn, scale },
		};
		const outputs: Tensor4D[] = new Array(rows.length);
		for (const group of groups(rows, (height) => B * Math.max(H * height, G * (D + E)))) {
			const found = tidy(() => attend(group, parts));
			for (const [at, { i }] of group.entries()) outputs[i] = found[at];
		}
		return fromRank4(joined(2, outputs), q) as T;
	});
}
