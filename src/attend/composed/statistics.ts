import { addN, concat, reshape, type Tensor, type Tensor4D, tensor, tidy } from "@tensorflow/tfjs-core";
import type { Span } from "../limits";
import { type FusedAttrs, STATISTICS, WANTED } from "../names";
import { rowStatistics } from "../rowStatistics";
import { blocks, type Inputs, problemOf } from "./problem";
import { part, rectangle } from "./rectangle";

/** In the order of `STATISTICS`, then the largest weights and their keys; empty tensors for what is not wanted. */
export function statistics(inputs: Inputs, attrs: FusedAttrs): Tensor[] {
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
