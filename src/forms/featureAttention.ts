import {
	add,
	cast,
	concat,
	cumsum,
	customGrad,
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
	transpose,
	zeros,
} from "@tensorflow/tfjs-core";
import type { CausalAlignment } from "../masks/causalMask";
import { groupQueries } from "../scores/scaledDot";
import { divide } from "./divide";

/** `a b`, heads of a sharing those of b. */
function product(a: Tensor4D, b: Tensor4D): Tensor4D {
	const [B, H, L] = a.shape;
	const rows = matMul(groupQueries(a, b.shape[1]), b);
	return reshape(rows, [B, H, L, b.shape[3]]) as Tensor4D;
}

/** Rows from to to-1. */
function rows(x: Tensor4D, from: number, to: number): Tensor4D {
	const [B, H, L, D] = x.shape;
	return from === 0 && to === L ? x : slice(x, [0, 0, from, 0], [B, H, to - from, D]);
}

/** Sums of the chunks before each. TensorFlow.js's own gradient is wrong where the axis is not the last. */
function sumBefore(x: Tensor, reverse = false): Tensor {
	const run = customGrad((input) => ({
		value: cumsum(input as Tensor, 1, true, reverse),
		gradFunc: (dy: Tensor) => sumBefore(dy, !reverse),
	}));
	return run(x);
}

/** With zeros behind until the length is a multiple of `size`, then in chunks, [B, X, L, D] as [B·X, C, size·D]. */
function chunks(x: Tensor4D, size: number): Tensor {
	const [B, X, L, D] = x.shape;
	const count = Math.ceil(L / size);
	const rest = count * size - L;
	const whole = rest === 0 ? x : concat([x, zeros([B, X, rest, D])], 2);
	return reshape(whole, [B * X, count, size * D]);
}

/**
 * `Σ_(j <= i) (φq_i · φk_j) v_j` of as many queries as keys, by chunks: keys of earlier chunks are summed up in a state of R x E
 * numbers, those of the same chunk are met one by one. A chunk is about as long as a feature row, so that scores and states
 * take O(L · (R + E)).
 */
function squareSums(q: Tensor4D, k: Tensor4D, v: Tensor4D, base?: Tensor4D): Tensor4D {
	const [B, H, L, R] = q.shape;
	const [, G, , E] = v.shape;
	const count = Math.ceil(L / Math.min(256, Math.max(32, R)));
	const size = Math.ceil(L / count);
	const share = H / G;
	const [heads, counts] = [B * G, [B * G, share, count]];
	const keys = reshape(chunks(k, size), [heads, count, size, R]);
	const values = reshape(chunks(v, size), [heads, count, size, E]);
	// Heads that share a key head stand below each other within a chunk.
	const queries = reshape(transpose(reshape(chunks(q, size), [...counts, size * R]), [0, 2, 1, 3]), [
		heads,
		count,
		share * size,
		R,
	]);
	const state = tidy(() => {
		const before = sumBefore(matMul(keys, values, true));
		return base === undefined ? before : add(before, reshape(base, [heads, 1, R, E]));
	});
	const open = lessEqual(range(0, size), reshape(range(0, size), [size, 1]));
	const mask = cast(concat(new Array<Tensor>(share).fill(open), 0), "float32");
	const within = tidy(() => matMul(mul(matMul(queries, keys, false, true), mask), values));
	const sums = reshape(
		tidy(() => add(matMul(queries, state), within)),
		[heads, count, share, size * E],
	);
	const ordered = reshape(transpose(sums, [0, 2, 1, 3]), [B, H, count * size, E]) as Tensor4D;
	return rows(ordered, 0, L);
}

/** `Σ_(j <= i + first) (φq_i · φk_j) v_j`. */
function causalSums(q: Tensor4D, k: Tensor4D, v: Tensor4D, first: number): Tensor4D {
	const [B, H, L] = q.shape;
	const [S, E] = v.shape.slice(2);
	// Queries before `from` see no key, those from `to` on see all; between them each sees one more than the last.
	const from = Math.max(0, -first);
	const to = Math.min(L, S - first);
	const [low, high] = [from + first, to + first];
	const base = low === 0 ? undefined : (matMul(rows(k, 0, low), rows(v, 0, low), true) as Tensor4D);
	const square = squareSums(rows(q, from, to), rows(k, low, high), rows(v, low, high), base);
	const parts: Tensor[] = [square];
	if (from > 0) parts.unshift(zeros([B, H, from, E]));
	if (to < L) parts.push(product(rows(q, to, L), matMul(k, v, true) as Tensor4D));
	return (parts.length === 1 ? square : concat(parts, 2)) as Tensor4D;
}

/** Bottom-right with lengths: the diagonal of each batch row ends at its own last key. */
function eachSums(q: Tensor4D, k: Tensor4D, v: Tensor4D, lengths: readonly number[]): Tensor4D {
	const [, , L] = q.shape;
	const item = (x: Tensor4D, b: number) => slice(x, [b, 0, 0, 0], [1, ...x.shape.slice(1)]) as Tensor4D;
	const sums = lengths.map((length, b) => {
		// Of a row without keys the first stays: its features are 0.
		const end = Math.max(1, length);
		return tidy(() => causalSums(item(q, b), rows(item(k, b), 0, end), rows(item(v, b), 0, end), end - L));
	});
	return concat(sums, 0) as Tensor4D;
}

/**
 * Attention whose weights are products of features, `Σ_j (φq_i · φk_j) v_j / Σ_j (φq_i · φk_j)`; within a tidy.
 *
 * @param q - Features of the queries, shape [B, H, L, R].
 * @param k - Features of the keys, shape [B, G, S, R]; 0 where a key is not looked at.
 * @param v - Values, shape [B, G, S, E].
 * @param lengths - Real keys of each batch row, which the bottom-right diagonal goes by.
 */
export function featureAttention(
	q: Tensor4D,
	k: Tensor4D,
	v: Tensor4D,
	{ causal, lengths }: { causal?: CausalAlignment; lengths?: readonly number[] },
): Tensor4D {
	const [B, H, L] = q.shape;
	const [, G, S, E] = v.shape;
	// One more value that is always 1 sums up the weights.
	const counted = concat([v, ones([B, G, S, 1])], 3) as Tensor4D;
	const sums = tidy(() => {
		if (causal === undefined) return product(q, matMul(k, counted, true) as Tensor4D);
		if (causal === "top-left") return causalSums(q, k, counted, 0);
		return lengths === undefined ? causalSums(q, k, counted, S - L) : eachSums(q, k, counted, lengths);
	});
	const [values, weights] = [slice(sums, [0, 0, 0, 0], [B, H, L, E]), slice(sums, [0, 0, 0, E], [B, H, L, 1])];
	return divide(values, weights) as Tensor4D;
}
