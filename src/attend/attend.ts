import { type Tensor, tidy } from "@tensorflow/tfjs-core";
import type { Normalizer } from "../normalizers/Normalizer";
import type { ScoreFunction } from "../scores/ScoreFunction";
import { checkWhole, wrong } from "../wrong";
import { defineWeights } from "./attentionWeights";
import { fusedAttention, type Statistics, weightStatistics } from "./fused";
import { type CheckedOptions, checkOptions, checkPair, checkQueryKey, checkValue, fromRank4, toRank4 } from "./inputs";
import { STATISTICS, type StatisticName } from "./names";
import type { AttentionOptions } from "./options";
import { rowStatistics } from "./rowStatistics";
import { dropped, weightedSum } from "./weightedSum";

export interface AttendOptions extends AttentionOptions {
	/** How well a key fits a query: `scaledDotScore(scale)` by default, or `additiveScore(…)`, `cosineScore(…)` … */
	score?: ScoreFunction;
	/** Scores to weights: the softmax by default, or `sparsemax`, `entmax15`, `hardmax` … */
	normalize?: Normalizer;
	/** What to give beside the output: any of `weights`, `entropy`, `distance`, `columnMass`. */
	give?: readonly StatisticName[];
	/** How many of the largest weights of each row to give, with their keys. */
	topK?: number;
}

/** All with the leading axes of the inputs: [B, H, …], [B, …] or none. */
export interface Attended<T extends Tensor = Tensor> {
	/** [B, H, L, E]; differentiable. */
	output: T;
	/** [B, H, L]: log of the sum of the exponentials of a row's scores, its sink included; differentiable. Softmax only. */
	logSumExp?: Tensor;
	/** [B, H, L, S], before dropout. */
	weights?: T;
	/** [B, H, L]: `-Σ w log w` of a row, nats. */
	entropy?: Tensor;
	/** [B, H, L]: `Σ w |j - diagonal(i)|` of a row, positions. */
	distance?: Tensor;
	/** [B, H, S]: what a key gets from all queries; the sum over the keys is L where every row sees one. */
	columnMass?: Tensor;
	/** [B, H, L, topK], falling; 0 where a row sees no more. */
	topWeights?: Tensor;
	/** [B, H, L, topK], int32; -1 where a row sees no more. */
	topKeys?: Tensor;
}

const NAME = "attend";

function checkAsked({ give = [], topK, score, normalize, sinks, scale }: AttendOptions): void {
	if (!(Array.isArray(give) && give.every((name) => STATISTICS.includes(name)))) {
		throw wrong(NAME, `give must be some of ${STATISTICS.join(", ")}`, { give });
	}
	if (topK !== undefined) checkWhole(NAME, "topK", topK);
	for (const [key, value] of Object.entries({ score, normalize })) {
		if (value !== undefined && typeof value !== "function")
			throw wrong(NAME, `${key} must be a function`, { [key]: value });
	}
	if (normalize !== undefined && sinks !== undefined)
		throw wrong(NAME, "sinks must go with the softmax alone", { sinks });
	if (score !== undefined && scale !== undefined) throw wrong(NAME, "scale must not go with a score", { scale });
}

/** By definition, for scores and normalizers that no core knows. */
function composedOf(q: Tensor, k: Tensor, v: Tensor, checked: CheckedOptions, options: AttendOptions) {
	const { score, normalize, give = [], topK = 0 } = options;
	const weights = defineWeights(toRank4(q), toRank4(k), checked, score, normalize);
	const [L, S] = weights.shape.slice(2);
	const statistics: Statistics = rowStatistics(weights, give, topK, checked, [L, S], [0, L]);
	return { output: weightedSum(dropped(weights, checked), toRank4(v)), ...statistics };
}

function fusedOf(q: Tensor, k: Tensor, v: Tensor, checked: CheckedOptions, { give = [], topK = 0 }: AttendOptions) {
	const [q4, k4] = [toRank4(q), toRank4(k)];
	const found = fusedAttention(q4, k4, toRank4(v), checked);
	if (give.length === 0 && topK === 0) return found;
	return { ...found, ...weightStatistics(q4, k4, found.logSumExp, checked, give, topK) };
}

/**
 * Attention with any score and normalizer, and with what its weights tell: `normalize(score(q, k)) v`.
 *
 * With the softmax of dot products no matrix of L x S numbers is held, unless `weights` are asked for. With another score or
 * normalizer a masked key counts 0 times, so that Infinity or NaN there is NaN in every row.
 *
 * ```ts
 * const q = tf.randomNormal([1, 8, 10, 64]);
 * const { output, entropy } = attention.attend(q, q, q, { causal: true, give: ["entropy"] });
 * entropy!.shape  // [1, 8, 10]
 * ```
 * @param q - Queries, shape [B, H, L, D], [B, L, D] or [L, D].
 * @param k - Keys, shape [B, G, S, D], [B, S, D] or [S, D]; H a multiple of G, query head h reads key head floor(h·G/H).
 * @param v - Values, shape [B, G, S, E], [B, S, E] or [S, E].
 * @returns Output, logSumExp and what was asked for. With the softmax of dot products, statistics carry no gradient.
 * @throws Where shapes, types or options do not fit.
 *
 * Vaswani et al. 2017, "Attention Is All You Need", equation 1; Bahdanau et al. 2015, section 3.1.
 */
export function attend<T extends Tensor>(q: T, k: T, v: T, options: AttendOptions = {}): Attended<T> {
	const { score, normalize } = options;
	return tidy(() => {
		(score === undefined ? checkQueryKey : checkPair)(NAME, q, k);
		checkValue(NAME, q, k, v);
		checkAsked(options);
		const checked = checkOptions(NAME, q, k, options);
		const isPlain = score === undefined && normalize === undefined;
		const found = isPlain ? fusedOf(q, k, v, checked, options) : composedOf(q, k, v, checked, options);
		return Object.fromEntries(Object.entries(found).map(([key, x]) => [key, fromRank4(x, q)])) as never;
	});
}
