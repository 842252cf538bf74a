import { concat, fill, reshape, type Tensor, type Tensor4D, tidy, zeros } from "@tensorflow/tfjs-core";
import type { Span } from "../limits";
import type { FusedAttrs } from "../names";
import { weightedSum } from "../weightedSum";
import { blocks, factors, type Inputs, problemOf, times } from "./problem";
import { part, rectangle } from "./rectangle";
import { allFinite, isLimited, sumApart } from "./strangers";

/** Output [B, H, L, E] and logSumExp [B, H, L]. */
export function forward(inputs: Inputs, attrs: FusedAttrs): Tensor[] {
	const problem = problemOf(inputs, attrs);
	const [B, H] = problem.q.shape;
	const { v } = inputs;
	const sumOf = isLimited(problem.checked) && !allFinite(v) ? sumApart : weightedSum;
	const parts = blocks(problem).map(({ rows, keys }) =>
		tidy((): [Tensor, Tensor] => {
			const height = rows[1] - rows[0];
			if (keys[0] === keys[1] && problem.checked.sinks === undefined) {
				return [zeros([B, H, height, v.shape[3]]), fill([B, H, height], Number.NEGATIVE_INFINITY)];
			}
			const seen: Span = keys[0] === keys[1] ? [0, 1] : keys;
			const { weights, logSumExp } = rectangle(problem, rows, seen);
			const kept = times(weights, factors(problem, weights, rows, seen));
			return [sumOf(kept, part(v, 2, seen) as Tensor4D), reshape(logSumExp, [B, H, height])];
		}),
	);
	return [0, 1].map((index) => concat(parts.map((pair) => pair[index]) as Tensor4D[], 2));
}
