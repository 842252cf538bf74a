import {
	add,
	cast,
	concat,
	lessEqual,
	matMul,
	mul,
	ones,
	range,
	reshape,
	slice,
	type Tensor,
	type Tensor4D,
	tidy,
	zeros,
} from "@tensorflow/tfjs-core";
import type { CausalAlignment } from "../masks/causalMask";
import { groupQueries } from "../scores/scaledDot";
import { divide } from "./divide";

type Shape4 = [number, number, number, number];

/** `a b`, heads of a sharing those of b. */
function product(a: Tensor4D, b: Tensor4D, transposeB = false): Tensor4D {
	const [B, H, L] = a.shape;
	const rows = matMul(groupQueries(a, b.shape[1]), b, false, transposeB);
	return reshape(rows, [B, H, L, b.shape[transposeB ? 2 : 3]]) as Tensor4D;
}

/** Rows from to to-1. */
function rows(x: Tensor4D, from: number, to: number): Tensor4D {
	const [B, H, , D] = x.shape;
	return slice(x, [0, 0, from, 0], [B, H, to - from, D]);
}

/**
 * `Σ_(j <= i + first) (φq_i · φk_j) v_j` by chunks of queries: keys before a chunk live on in a state of R x E numbers, those
 * within it are met one by one. A chunk is about as long as a feature row, so that scores and states take O(L · (R + E)).
 */
function causalSums(q: Tensor4D, k: Tensor4D, v: Tensor4D, first: number): Tensor4D {
	const [, , L, R] = q.shape;
	const [B, G, S, E] = v.shape;
	const size = Math.min(256, Math.max(32, R));
	const keysUntil = (query: number) => Math.min(S, Math.max(0, query + first));
	let state: Tensor4D = zeros([B, G, R, E] as Shape4);
	let done = 0;
	const parts: Tensor[] = [];
	for (let from = 0; from < L; from += size) {
		const to = Math.min(L, from + size);
		const [low, high] = [keysUntil(from), keysUntil(to)];
		const next = tidy(() => {
			const grown = low > done ? (add(state, matMul(rows(k, done, low), rows(v, done, low), true)) as Tensor4D) : state;
			const queries = rows(q, from, to);
			const before = product(queries, grown);
			if (high === low) return { grown, part: before };
			const keys = range(low, high, 1, "int32");
			const open = lessEqual(keys, reshape(range(from + first, to + first, 1, "int32"), [-1, 1]));
			const scores = mul(product(queries, rows(k, low, high), true), cast(open, "float32")) as Tensor4D;
			return { grown, part: add(before, product(scores, rows(v, low, high))) };
		});
		if (next.grown !== state) state.dispose();
		state = next.grown;
		done = low;
		parts.push(next.part);
	}
	return (parts.length === 1 ? parts[0] : concat(parts, 2)) as Tensor4D;
}

/**
 * Attention whose weights are products of features, `Σ_j (φq_i · φk_j) v_j / Σ_j (φq_i · φk_j)`; within a tidy.
 *
 * @param q - Features of the queries, shape [B, H, L, R].
 * @param k - Features of the keys, shape [B, G, S, R]; 0 where a key is not looked at.
 * @param v - Values, shape [B, G, S, E].
 */
export function featureAttention(q: Tensor4D, k: Tensor4D, v: Tensor4D, causal?: CausalAlignment): Tensor4D {
	const [B, H, L] = q.shape;
	const [, G, S, E] = v.shape;
	// One more value that is always 1 sums up the weights.
	const counted = concat([v, ones([B, G, S, 1])], 3) as Tensor4D;
	const sums =
		causal === undefined
			? product(q, matMul(k, counted, true) as Tensor4D)
			: causalSums(q, k, counted, causal === "bottom-right" ? S - L : 0);
	const [values, weights] = [slice(sums, [0, 0, 0, 0], [B, H, L, E]), slice(sums, [0, 0, 0, E], [B, H, L, 1])];
	return divide(values, weights) as Tensor4D;
}
