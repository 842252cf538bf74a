import {
	add,
	cast,
	div,
	equal,
	exp,
	greater,
	less,
	log,
	logicalAnd,
	max,
	maximum,
	mul,
	range,
	reshape,
	scalar,
	slice,
	square,
	sub,
	sum,
	type Tensor,
	type Tensor4D,
	tanh,
	where,
} from "@tensorflow/tfjs-core";
import { addBias } from "../../scores/addBias";
import { scaledDot } from "../../scores/scaledDot";
import type { CheckedOptions } from "../inputs";
import { limitsMask, type Span } from "../limits";

const LOWEST = -3.4028234663852886e38;

/** Attention whose inputs and options have been checked. */
export interface Problem {
	q: Tensor4D;
	k: Tensor4D;
	checked: CheckedOptions;
}

export interface Rectangle {
	/** [B, H, rows, keys], before dropout; 0 where a row does not look. */
	weights: Tensor4D;
	/** [B, H, rows, 1] */
	logSumExp: Tensor4D;
	/** What softcap does to the gradient of a score. */
	slope?: Tensor;
	/** Boolean, broadcastable to the weights: where a row looks; undefined where it looks at all. */
	seen?: Tensor;
}

/** The part [from, to) of one axis. */
export function part(x: Tensor, axis: number, [from, to]: Span): Tensor {
	if (from === 0 && to === x.shape[axis]) return x;
	const begin = x.shape.map((_, at) => (at === axis ? from : 0));
	const size = x.shape.map((all, at) => (at === axis ? to - from : all));
	return slice(x, begin, size);
}

/** The same of queries and keys, of something that may repeat either. */
export function cut(x: Tensor, rows: Span, keys: Span): Tensor {
	const cutAxis = (y: Tensor, axis: number, span: Span) => (y.shape[axis] === 1 ? y : part(y, axis, span));
	return cutAxis(cutAxis(x, x.rank - 2, rows), x.rank - 1, keys);
}

/** Rows of mask and bias that a caller gave with fewer axes than four. */
function spread(x: Tensor): Tensor {
	return x.rank >= 2 ? x : reshape(x, [...new Array(2 - x.rank).fill(1), ...x.shape]);
}

/**
 * Weights of the queries `rows` with the keys `keys`, which must be all that the rows may see; or, with the logSumExp of
 * whole rows, shape [B, H, rows, 1], any keys. Within a tidy.
 */
export function rectangle({ q, k, checked }: Problem, rows: Span, keys: Span, known?: Tensor): Rectangle {
	const { softcap, bias, mask, sinks, queryLengths } = checked;
	let scores: Tensor = scaledDot(part(q, 2, rows) as Tensor4D, part(k, 2, keys) as Tensor4D, checked.scale);
	let slope: Tensor | undefined;
	if (softcap !== undefined) {
		const bent = tanh(div(scores, softcap));
		scores = mul(bent, softcap);
		slope = sub(1, square(bent));
	}
	const masks = [limitsMask(checked, [q.shape[2], k.shape[2]], rows, keys)];
	if (mask !== undefined) masks.push(cut(spread(mask), rows, keys));
	if (bias !== undefined) {
		const biased = addBias(scores, cut(spread(bias), rows, keys));
		scores = biased.scores;
		masks.push(biased.open);
	}
	const open = masks.filter((one): one is Tensor => one !== undefined);
	const seen = open.length === 0 ? undefined : open.reduce((all, one) => logicalAnd(all, one));
	const drop = (raised: Tensor) => (seen === undefined ? raised : where(seen, raised, scalar(0)));
	const masked = seen === undefined ? scores : where(seen, scores, scalar(LOWEST));
	if (known !== undefined) {
		// Rows that see nothing have -Infinity.
		const level = where(greater(known, Number.NEGATIVE_INFINITY), known, scalar(0));
		return { weights: drop(exp(sub(masked, level))) as Tensor4D, logSumExp: known as Tensor4D, slope, seen };
	}
	let top = max(masked, -1, true);
	const sink = sinks === undefined ? undefined : reshape(sinks, [1, -1, 1, 1]);
	if (sink !== undefined) top = maximum(top, sink);
	const raised = drop(exp(sub(masked, top)));
	let total = sum(raised, -1, true);
	if (sink !== undefined) {
		const share = exp(sub(sink, top));
		total = add(total, queryLengths === undefined ? share : mul(share, realRows(queryLengths, rows)));
	}
	const weights = div(raised, add(total, cast(equal(total, 0), "float32"))) as Tensor4D;
	return { weights, logSumExp: add(top, log(total)) as Tensor4D, slope, seen };
}

/** 1 for queries before their item's length, shape [B, 1, rows, 1]. */
function realRows(queryLengths: Tensor, [from, to]: Span): Tensor {
	const i = reshape(range(from, to, 1, "int32"), [1, 1, -1, 1]);
	return cast(less(i, reshape(queryLengths, [-1, 1, 1, 1])), "float32");
}
