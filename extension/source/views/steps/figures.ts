import { type AttentionRow, type Softmax, softmaxOf, sumOf } from "./attention-row";
import { strongest } from "./strongest";

type Numbers = ArrayLike<number>;

/** A row with every number that stands between its vectors and its output. */
export interface Figures {
	row: AttentionRow;
	softmax: Softmax;
	/** Keys with a column of their own. */
	shown: readonly number[];
	/** All others together. */
	rest: readonly number[];
	/** scale · q k, [S] */
	scaled: Float64Array;
	/** With softcap and bias, before the mask, [S]; `NaN` where a mask hides the bias. */
	adjusted: Float64Array;
	hasBias: boolean;
	hasMask: boolean;
	/** Weight times value of each shown key. */
	parts: ReadonlyMap<number, Numbers>;
	/** What the other keys give to the output together: the output without the shown keys' parts. */
	restPart: Numbers;
}

/** Rounding of float32 logits is less than this. */
const ROUNDING = 1e-4;

/** @param most - How many keys have a column: those of the largest weights. */
export function figuresOf(row: AttentionRow, most: number): Figures {
	const { logits, scores, weights, softcap, output } = row;
	const shown = strongest(weights, most);
	const own = new Set(shown);
	const rest = Array.from({ length: weights.length }, (_, key) => key).filter((key) => !own.has(key));
	const cap = (x: number): number => (softcap === undefined ? x : softcap * Math.tanh(x / softcap));
	const scaled = Float64Array.from(scores, (score) => score * row.scale);
	const isFar = (key: number): boolean => {
		const capped = cap(scaled[key]);
		return Number.isFinite(logits[key]) && Math.abs(logits[key] - capped) > ROUNDING * Math.max(1, Math.abs(capped));
	};
	const hasBias = scaled.some((_, key) => isFar(key));
	const adjusted = scaled.map((x, key) => {
		if (Number.isFinite(logits[key])) return logits[key];
		return hasBias ? Number.NaN : cap(x);
	});
	const parts = new Map(shown.map((key) => [key, Float64Array.from(row.value(key), (x) => weights[key] * x)]));
	const restPart = Float64Array.from(output, (x, e) => {
		return x - sumOf(shown.map((key) => parts.get(key)?.[e] ?? 0));
	});
	const hasMask = Array.from(logits).includes(Number.NEGATIVE_INFINITY);
	return { row, softmax: softmaxOf(row), shown, rest, scaled, adjusted, hasBias, hasMask, parts, restPart };
}

/** Σ over some keys. */
export function over(keys: readonly number[], numbers: Numbers): number {
	return sumOf(keys.map((key) => numbers[key]));
}
