import {
	add,
	concat,
	exp,
	greater,
	matMul,
	mul,
	neg,
	pad,
	reshape,
	scalar,
	sub,
	sum,
	type Tensor,
	type Tensor4D,
	tensor,
	tidy,
	where,
} from "@tensorflow/tfjs-core";
import { groupQueries } from "../../scores/scaledDot";
import type { Span } from "../limits";
import type { FusedAttrs } from "../names";
import { blocks, factors, type Inputs, problemOf, times } from "./problem";
import { part, rectangle } from "./rectangle";
import { finite, isLimited } from "./strangers";

/** Zeros around the keys that a block saw. */
function around(x: Tensor, axis: number, [from, to]: Span, size: number): Tensor {
	if (from === 0 && to === size) return x;
	return pad(
		x,
		x.shape.map((_, at) => (at === axis ? [from, size - to] : [0, 0]) as [number, number]),
	);
}

/** Summed over what an input repeats. */
function reduce(x: Tensor, shape: readonly number[]): Tensor {
	const axes = shape.flatMap((size, axis) => (size === 1 && x.shape[axis] !== 1 ? [axis] : []));
	return axes.length === 0 ? x : sum(x, axes, true);
}

/** Gradients of q, k, v, bias and sinks, those that are wanted: each block computes its weights once more. */
export function backward(inputs: Inputs, attrs: FusedAttrs): Tensor[] {
	const problem = problemOf(inputs, attrs);
	const { v, bias, sinks } = inputs;
	const [q, k] = [inputs.q, inputs.k].map((x) => (isLimited(problem.checked) ? finite(x) : x));
	const { scale } = attrs;
	const [B, H, L] = q.shape;
	const [G, S] = k.shape.slice(1);
	const wanted = (bit: number) => (attrs.wanted! & bit) !== 0;
	const sums: Record<"k" | "v" | "bias" | "sinks", Tensor[]> = { k: [], v: [], bias: [], sinks: [] };
	const queries: Tensor[] = [];
	const gather = (into: Tensor[], more: Tensor) => {
		const before = into.pop();
		into.push(before === undefined ? more : add(before, more));
		before?.dispose();
		if (before !== undefined) more.dispose();
	};
	for (const { rows, keys } of blocks(problem)) {
		const found = tidy(() => {
			const height = rows[1] - rows[0];
			const seen: Span = keys[0] === keys[1] ? [0, 1] : keys;
			const { seen: open, ...cells } = rectangle(problem, rows, seen);
			// Rows that are no numbers are so at cells that they do not see, too.
			const inside = (x: Tensor) => (open === undefined ? x : where(open, x, scalar(0)));
			const weights = inside(cells.weights) as Tensor4D;
			const kept = factors(problem, weights, rows, seen);
			const rowsOf = (x: Tensor) => groupQueries(part(x, 2, rows) as Tensor4D, G);
			const dOut = part(inputs.dOut, 2, rows) as Tensor4D;
			const ofOutput = sum(mul(dOut, part(inputs.out, 2, rows)), -1, true);
			const delta = sub(ofOutput, reshape(part(inputs.dLogSumExp, 2, rows), [B, H, height, 1]));
			const dWeights = matMul(rowsOf(inputs.dOut), part(v, 2, seen) as Tensor4D, false, true);
			const dScores = inside(mul(weights, sub(times(reshape(dWeights, weights.shape), kept), delta)));
			const made: Record<string, Tensor> = {};
			if (wanted(1)) {
				const grouped = (x: Tensor) => groupQueries(x as Tensor4D, G);
				const dProducts = grouped(mul(inside(times(dScores, cells.slope)), scale));
				made.q = reshape(matMul(dProducts, part(k, 2, seen) as Tensor4D), [B, H, height, q.shape[3]]);
				made.k = around(matMul(dProducts, rowsOf(q), true), 2, seen, S);
				made.v = around(matMul(grouped(times(weights, kept)), grouped(dOut), true), 2, seen, S);
			}
			if (wanted(2)) made.bias = reduce(around(around(dScores, 3, seen, S), 2, rows, L), bias.shape);
			if (wanted(4)) {
				const known = reshape(part(inputs.logSumExp, 2, rows), [B, H, height, 1]);
				const isKnown = greater(known, Number.NEGATIVE_INFINITY);
				const share = exp(sub(reshape(sinks, [1, H, 1, 1]), where(isKnown, known, scalar(0))));
				made.sinks = neg(sum(where(isKnown, mul(share, delta), scalar(0)), [0, 2, 3]));
			}
			return made;
		});
		for (const name of ["k", "v", "bias", "sinks"] as const) if (found[name]) gather(sums[name], found[name]);
		if (found.q) queries.push(found.q);
	}
	const none = () => tensor([], [0], "float32");
	return [
		queries.length > 0 ? concat(queries as Tensor4D[], 2) : none(),
		...(["k", "v", "bias", "sinks"] as const).map((name) => sums[name][0] ?? none()),
	];
}
