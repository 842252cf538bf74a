type Numbers = ArrayLike<number>;

/** One row of an attention with everything that it is made of. `NaN` is a number that nobody knows. */
export interface AttentionRow {
	/** Where the numbers come from: the kernel's float32, the document's vectors, or its saved weights alone. */
	from: "kernel" | "document" | "weights";
	scale: number;
	softcap?: number;
	/** The key/value head that is read, of `keyHeads`; `NaN` where nobody said. */
	keyHead: number;
	keyHeads: number;
	/** The query, [D]; empty where only weights are known. */
	query: Numbers;
	/** A key, [D]; empty where it is not here. */
	key(index: number): Numbers;
	/** A value, [E]; empty where it is not here. */
	value(index: number): Numbers;
	/** q · k of each key, [S]. */
	scores: Numbers;
	/** After scale, softcap and bias, [S]; -Infinity where masked. */
	logits: Numbers;
	/** [S] */
	weights: Numbers;
	/** [E]; empty without values. */
	output: Numbers;
}

/** How the logits of a row become its weights: `exp(x - max) / sum`. */
export interface Softmax {
	/** The largest logit; -Infinity where every key is masked. */
	max: number;
	/** exp(x - max) of each key, [S]. */
	powers: Float64Array;
	/** What the powers are divided by: their sum, and the sink's share where there is one. */
	total: number;
	/** exp(sink - max): what goes to no key. 0 without a sink. */
	sink: number;
	/** ln Σ exp(x) = max + ln total. */
	logSumExp: number;
}

/** Σ a[i] b[i] in float64. */
export function dot(a: Numbers, b: Numbers): number {
	let sum = 0;
	for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
	return sum;
}

export function sumOf(numbers: Numbers): number {
	let sum = 0;
	for (let i = 0; i < numbers.length; i++) sum += numbers[i];
	return sum;
}

/** Weights that sum to less than this have left something to a sink, which is no rounding any more. */
const WHOLE = 1 - 1e-4;

/** The softmax of a row in float64; weights that sum to less than one tell of a sink. */
export function softmaxOf({ logits, weights }: Pick<AttentionRow, "logits" | "weights">): Softmax {
	let max = Number.NEGATIVE_INFINITY;
	for (let i = 0; i < logits.length; i++) if (logits[i] > max) max = logits[i];
	const open = max > Number.NEGATIVE_INFINITY;
	const powers = Float64Array.from(logits, (logit) => (open ? Math.exp(logit - max) : 0));
	const sum = sumOf(powers);
	const given = sumOf(weights);
	const total = given > 0 && given < WHOLE ? sum / given : sum;
	return { max, powers, total, sink: total - sum, logSumExp: open ? max + Math.log(total) : max };
}

/** What one query asks of keys and values. */
export interface Parts {
	query: Numbers;
	keys: readonly Numbers[];
	values: readonly Numbers[];
	scale: number;
	softcap?: number;
	keyHead: number;
	keyHeads: number;
	/** Whether the query may look at a key. */
	open(key: number): boolean;
}

/**
 * A row by its definition, in float64: `softmax(cap(scale · q kᵀ)) v` with `cap(x) = softcap · tanh(x / softcap)`. A row
 * in which every key is masked gives zeros.
 */
export function rowOf(parts: Parts): AttentionRow {
	const { query, keys, values, scale, softcap, keyHead, keyHeads, open } = parts;
	const scores = Float64Array.from(keys, (key) => dot(query, key));
	const cap = (x: number): number => (softcap === undefined ? x : softcap * Math.tanh(x / softcap));
	const logits = scores.map((score, key) => (open(key) ? cap(score * scale) : Number.NEGATIVE_INFINITY));
	const { powers, total } = softmaxOf({ logits, weights: [] });
	const weights = powers.map((power) => (total > 0 ? power / total : 0));
	const output = new Float64Array(values[0]?.length ?? 0);
	values.forEach((value, key) => {
		for (let e = 0; e < output.length; e++) output[e] += weights[key] * value[e];
	});
	const key = (index: number): Numbers => keys[index] ?? [];
	const value = (index: number): Numbers => values[index] ?? [];
	const found = { query, key, value, scores, logits, weights, output };
	return { from: "document", scale, softcap, keyHead, keyHeads, ...found };
}

/** A row of which nothing but the weights is known. */
export function weightsOnly(weights: Numbers): AttentionRow {
	const unknown = new Float64Array(weights.length).fill(Number.NaN);
	const none = (): Numbers => [];
	return {
		from: "weights",
		scale: Number.NaN,
		keyHead: Number.NaN,
		keyHeads: Number.NaN,
		query: [],
		key: none,
		value: none,
		scores: unknown,
		logits: Float64Array.from(weights, (weight) => (Number.isNaN(weight) ? Number.NEGATIVE_INFINITY : Number.NaN)),
		weights: Float64Array.from(weights, (weight) => (Number.isNaN(weight) ? 0 : weight)),
		output: [],
	};
}
