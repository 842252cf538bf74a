import {
	abs,
	cast,
	concat,
	fill,
	greater,
	log,
	maximum,
	mul,
	neg,
	range,
	reshape,
	scalar,
	sub,
	sum,
	type Tensor,
	type Tensor4D,
	topk,
	where,
} from "@tensorflow/tfjs-core";
import type { Limits, Span } from "./limits";
import type { StatisticName } from "./names";

/** Log of 0 has no place here: 0 log 0 counts as 0. */
const LEAST = 1.17549435e-38;

/**
 * What weights of whole rows tell, shape [B, H, rows, S], by name; `columnMass` of these rows alone. Within a tidy.
 *
 * @param sizes - L and S.
 */
export function rowStatistics(
	weights: Tensor4D,
	names: readonly StatisticName[],
	topK: number,
	limits: Limits,
	sizes: readonly [number, number],
	rows: Span,
): Record<string, Tensor> {
	const found: Record<string, Tensor> = {};
	for (const name of names) {
		if (name === "weights") found.weights = weights;
		if (name === "entropy") found.entropy = neg(sum(mul(weights, log(maximum(weights, LEAST))), -1));
		if (name === "distance") found.distance = sum(mul(weights, away(limits, sizes, rows)), -1);
		if (name === "columnMass") found.columnMass = sum(weights, 2);
	}
	return topK === 0 ? found : { ...found, ...largest(weights, topK) };
}

/** |j - diagonal(i)|, shape [B or 1, 1, rows, S]. */
function away({ diagonal, queryLengths, keyLengths }: Limits, [L, S]: readonly [number, number], rows: Span): Tensor {
	const each = (lengths: Tensor | undefined, size: number) =>
		lengths === undefined ? scalar(size) : cast(reshape(lengths, [-1, 1, 1, 1]), "float32");
	const shift = diagonal === "bottom-right" ? sub(each(keyLengths, S), each(queryLengths, L)) : scalar(0);
	const i = reshape(range(rows[0], rows[1], 1, "float32"), [1, 1, -1, 1]);
	const j = reshape(range(0, S, 1, "float32"), [1, 1, 1, -1]);
	return abs(sub(sub(j, i), shift));
}

function largest(weights: Tensor4D, topK: number): { topWeights: Tensor; topKeys: Tensor } {
	const [B, H, rows, S] = weights.shape;
	const { values, indices } = topk(weights, Math.min(topK, S), true);
	const more: [number, number, number, number] = [B, H, rows, Math.max(0, topK - S)];
	const padded = (x: Tensor, value: number) =>
		more[3] === 0 ? x : concat([x as Tensor4D, fill(more, value, x.dtype as "float32")], 3);
	const none = cast(fill([1], -1), "int32");
	return {
		topWeights: padded(values, 0),
		topKeys: padded(where(greater(values, 0), indices, none), -1),
	};
}
