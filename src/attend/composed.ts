/**
 * The operations of attention composed of an engine's other operations, for engines without kernels of their own: a block of
 * queries at a time, with the keys that it may see, so that memory does not grow with L x S. Backward computes the weights
 * once more.
 */
import {
	add,
	addN,
	concat,
	exp,
	fill,
	greater,
	matMul,
	mul,
	type NamedTensorInfoMap,
	neg,
	pad,
	registerKernel,
	reshape,
	scalar,
	sub,
	sum,
	type Tensor,
	type Tensor4D,
	type TensorInfo,
	tensor,
	tidy,
	where,
	zeros,
} from "@tensorflow/tfjs-core";
import { groupQueries } from "../scores/scaledDot";
import { dropoutFactors } from "./dropout";
import type { CheckedOptions } from "./inputs";
import { type Span, visibleKeys } from "./limits";
import { FUSED, type FusedAttrs, STATISTICS, WANTED } from "./names";
import { type Problem, part, rectangle } from "./rectangle";
import { rowStatistics } from "./rowStatistics";
import { tileOf } from "./tileOf";
import { weightedSum } from "./weightedSum";

/** So many weights are held at once: 16 MB for each matrix of them. */
const CELLS = 2 ** 22;

type Inputs = Record<string, Tensor4D>;

function problemOf({ q, k, ...inputs }: Inputs, attrs: FusedAttrs): Problem {
	const given = (name: string): Tensor | undefined => (inputs[name].size === 0 ? undefined : inputs[name]);
	const checked: CheckedOptions = {
		scale: attrs.scale,
		softcap: attrs.softcap || undefined,
		diagonal: attrs.diagonal === 1 ? "bottom-right" : "top-left",
		left: attrs.left,
		right: attrs.right,
		mask: given("mask"),
		bias: given("bias"),
		queryLengths: given("queryLengths"),
		keyLengths: given("keyLengths"),
		sinks: given("sinks"),
		dropout: attrs.dropout,
		seed: (attrs.seedHigh >>> 0) * 2 ** 32 + (attrs.seedLow >>> 0),
	};
	return { q, k, checked };
}

/** Blocks of queries, each with the keys that it may see. `at` divides the first query of each. */
function blocks({ q, k, checked }: Problem, at = 1): { rows: Span; keys: Span }[] {
	const [B, H, L] = q.shape;
	const S = k.shape[2];
	const most = Math.max(1, Math.floor(CELLS / (B * H * S)));
	const height = Math.max(at, Math.floor(most / at) * at);
	return Array.from({ length: Math.ceil(L / height) }, (_, n) => {
		const rows: Span = [n * height, Math.min(L, (n + 1) * height)];
		return { rows, keys: visibleKeys(checked, [L, S], rows) };
	});
}

function factors(problem: Problem, weights: Tensor4D, rows: Span, keys: Span): Tensor4D | undefined {
	const { dropout, seed } = problem.checked;
	return dropout === 0 ? undefined : dropoutFactors(weights.shape, dropout, seed, [rows[0], keys[0]]);
}

function times(x: Tensor, factor: Tensor | undefined): Tensor4D {
	return (factor === undefined ? x : mul(x, factor)) as Tensor4D;
}

function forward(inputs: Inputs, attrs: FusedAttrs): Tensor[] {
	const problem = problemOf(inputs, attrs);
	const [B, H] = problem.q.shape;
	const { v } = inputs;
	const parts = blocks(problem).map(({ rows, keys }) =>
		tidy((): [Tensor, Tensor] => {
			const height = rows[1] - rows[0];
			if (keys[0] === keys[1] && problem.checked.sinks === undefined) {
				return [zeros([B, H, height, v.shape[3]]), fill([B, H, height], Number.NEGATIVE_INFINITY)];
			}
			const seen: Span = keys[0] === keys[1] ? [0, 1] : keys;
			const { weights, logSumExp } = rectangle(problem, rows, seen);
			const kept = times(weights, factors(problem, weights, rows, seen));
			return [weightedSum(kept, part(v, 2, seen) as Tensor4D), reshape(logSumExp, [B, H, height])];
		}),
	);
	return [0, 1].map((index) => concat(parts.map((pair) => pair[index]) as Tensor4D[], 2));
}

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

function backward(inputs: Inputs, attrs: FusedAttrs): Tensor[] {
	const problem = problemOf(inputs, attrs);
	const { q, k, v, bias, sinks } = inputs;
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
			const { weights, slope } = rectangle(problem, rows, seen);
			const kept = factors(problem, weights, rows, seen);
			const rowsOf = (x: Tensor) => groupQueries(part(x, 2, rows) as Tensor4D, G);
			const dOut = part(inputs.dOut, 2, rows) as Tensor4D;
			const ofOutput = sum(mul(dOut, part(inputs.out, 2, rows)), -1, true);
			const delta = sub(ofOutput, reshape(part(inputs.dLogSumExp, 2, rows), [B, H, height, 1]));
			const dWeights = matMul(rowsOf(inputs.dOut), part(v, 2, seen) as Tensor4D, false, true);
			const dScores = mul(weights, sub(times(reshape(dWeights, weights.shape), kept), delta));
			const made: Record<string, Tensor> = {};
			if (wanted(1)) {
				const grouped = (x: Tensor) => groupQueries(x as Tensor4D, G);
				const dProducts = grouped(mul(times(dScores, slope), scale));
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

function statistics(inputs: Inputs, attrs: FusedAttrs): Tensor[] {
	const problem = problemOf(inputs, attrs);
	const [B, H] = problem.q.shape;
	const { top = 0 } = attrs;
	const names = STATISTICS.filter((name) => (attrs.wanted! & WANTED[name]) !== 0);
	const parts = blocks(problem).map(({ rows }) =>
		tidy(() => {
			const all: Span = [0, problem.k.shape[2]];
			const known = reshape(part(inputs.logSumExp, 2, rows), [B, H, rows[1] - rows[0], 1]);
			const { weights } = rectangle(problem, rows, all, known);
			return rowStatistics(weights, names, top, problem.checked, [problem.q.shape[2], all[1]], rows) as Record<
				string,
				Tensor4D
			>;
		}),
	);
	const over = (name: string) => {
		const found = parts.map((one) => one[name]);
		if (found[0] === undefined) return tensor([], [0], name === "topKeys" ? "int32" : "float32");
		return name === "columnMass" ? addN(found) : concat(found, 2);
	};
	return [...STATISTICS, "topWeights", "topKeys"].map(over);
}

function tile(inputs: Inputs, attrs: FusedAttrs): Tensor[] {
	const whole = problemOf(inputs, attrs);
	const { batch = 0, head = 0, firstQuery = 0, endQuery = 0, firstKey = 0, endKey = 0, zoom = 0 } = attrs;
	const share = whole.q.shape[1] / whole.k.shape[1];
	const one = (x: Tensor | undefined, index: number, axis: number) =>
		x === undefined || x.shape[axis] === 1 ? x : part(x, axis, [index, index + 1]);
	const of = (x: Tensor | undefined) => one(one(x, batch, 0), head, 1);
	const { mask, bias, sinks, queryLengths, keyLengths } = whole.checked;
	const problem: Problem = {
		q: of(whole.q) as Tensor4D,
		k: one(one(whole.k, batch, 0), Math.floor(head / share), 1) as Tensor4D,
		checked: {
			...whole.checked,
			mask: of(mask),
			bias: of(bias),
			sinks: one(sinks, head, 0),
			queryLengths: one(queryLengths, batch, 0),
			keyLengths: one(keyLengths, batch, 0),
		},
	};
	const known = of(inputs.logSumExp as Tensor)!;
	const side = 2 ** zoom;
	const width = endKey - firstKey;
	const height = Math.max(side, Math.floor(CELLS / width / side) * side);
	const parts: Tensor[][] = [];
	for (let from = firstQuery; from < endQuery; from += height) {
		const rows: Span = [from, Math.min(endQuery, from + height)];
		parts.push(
			tidy(() => {
				const level = reshape(part(known, 2, rows), [1, 1, rows[1] - rows[0], 1]);
				return tileOf(rectangle(problem, rows, [firstKey, endKey], level).weights, side);
			}),
		);
	}
	return [0, 1].map((index) => concat(parts.map((pair) => pair[index]) as Tensor4D[], 0));
}

const composed = new Set<string>();

/** Whether this engine's kernels are those of this file. */
export function isComposed(backendName: string): boolean {
	return composed.has(backendName);
}

/** Gives an engine the kernels of this file. */
export function registerComposed(backendName: string): void {
	composed.add(backendName);
	const functions = {
		[FUSED.attention]: forward,
		[FUSED.gradient]: backward,
		[FUSED.statistics]: statistics,
		[FUSED.tile]: tile,
	};
	for (const [kernelName, compute] of Object.entries(functions)) {
		registerKernel({
			kernelName,
			backendName,
			kernelFunc: ({ inputs, attrs }: { inputs: NamedTensorInfoMap; attrs?: unknown }): TensorInfo[] =>
				tidy(() => compute(inputs as unknown as Inputs, attrs as FusedAttrs)),
		});
	}
}
