import { concat, reshape, type Tensor, type Tensor4D, tidy } from "@tensorflow/tfjs-core";
import type { Span } from "../limits";
import type { FusedAttrs } from "../names";
import { tileOf } from "../pool";
import { held, type Inputs, problemOf } from "./problem";
import { type Problem, part, rectangle } from "./rectangle";

/** Largest and mean weight of each pixel of one head's rectangle. */
export function tile(inputs: Inputs, attrs: FusedAttrs): Tensor[] {
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
	const height = Math.max(side, Math.floor(held.cells / width / side) * side);
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
