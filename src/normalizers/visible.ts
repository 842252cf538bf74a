import {
	argMax,
	cast,
	equal,
	expandDims,
	isNaN as isNotNumber,
	logicalAnd,
	max,
	maximum,
	mul,
	range,
	scalar,
	sub,
	type Tensor,
	where,
} from "@tensorflow/tfjs-core";

export const LOWEST = -3.4028234663852886e38;

/** What lies further below the best cell has no weight in a sparse row; masked cells are put there. */
const FLOOR = -2;

/** `s - max`, 0 at the best cell that may be looked at and nowhere below -2, where masked cells are. Has no gradient. */
export function belowBest(scores: Tensor, mask: Tensor | undefined): Tensor {
	const seen = mask === undefined ? scores : where(mask, scores, scalar(LOWEST));
	const below = maximum(sub(seen, max(seen, -1, true)), FLOOR);
	return mask === undefined ? below : where(mask, below, scalar(FLOOR));
}

/** Weights with exact zeros where the mask is false. */
export function onlyVisible(weights: Tensor, mask: Tensor | undefined): Tensor {
	return mask === undefined ? weights : mul(weights, cast(mask, "float32"));
}

/** 1 at the best cell that may be looked at, the first of equals, 0 elsewhere; NaN stays. Has no gradient. */
export function oneHotOfBest(scores: Tensor, mask: Tensor | undefined): Tensor {
	const seen = mask === undefined ? scores : where(mask, scores, scalar(Number.NEGATIVE_INFINITY));
	const best = max(seen, -1, true);
	const isBest = equal(seen, best);
	const open = mask === undefined ? isBest : logicalAnd(isBest, mask);
	const first = expandDims(argMax(cast(open, "float32"), -1), -1);
	const cells = range(0, scores.shape.at(-1)!, 1, "int32");
	return where(isNotNumber(best), best, cast(logicalAnd(equal(cells, first), open), "float32"));
}
