import {
	add,
	cast,
	customGrad,
	equal,
	expandDims,
	type GradSaveFunc,
	log,
	mul,
	sub,
	sum,
	type Tensor,
	tidy,
} from "@tensorflow/tfjs-core";
import { checkWhole } from "../wrong";
import { gumbelNoise } from "./gumbelNoise";
import { hardmax } from "./hardmax";
import { checkOptions, checkScores } from "./inputs";
import { maskedSoftmax } from "./maskedSoftmax";

export interface SampleAttentionOptions {
	/** Boolean, broadcastable to the scores; true means *may look*. */
	mask?: Tensor;
	/** The same seed draws the same cells for the same scores, on every backend: take another one for each step. */
	seed: number;
}

export interface SampledAttention {
	/** One-hot, shape of the scores; the gradient of the scores through it is 0. */
	weights: Tensor;
	/** Of each row's choice, natural log, shape of the scores without the last axis; 0 for a row that sees nothing. */
	logProbability: Tensor;
}

function logProbabilityOf(scores: Tensor, chosen: Tensor, mask: Tensor | undefined): Tensor {
	const run = customGrad((s, save) => {
		const soft = maskedSoftmax(s as Tensor, mask);
		(save as GradSaveFunc)([soft, chosen]);
		const value = tidy(() => {
			const probability = sum(mul(soft, chosen), -1);
			return log(add(probability, cast(equal(probability, 0), "float32")));
		});
		return { value, gradFunc: (dy: Tensor, [w, one]: Tensor[]) => mul(expandDims(dy, -1), sub(one, w)) };
	});
	return run(scores);
}

/**
 * Each row looks at one cell, drawn with the probabilities of the softmax: `w = e_j, j ~ softmax(s)`.
 *
 * ```ts
 * const { weights, logProbability } = attention.sampleAttention(scores, { seed: 7 });
 * const loss = attention.reinforceLoss(logProbability, reward);
 * ```
 * @param scores - Any shape, drawn along the last axis.
 * @param options - Mask and seed.
 * @returns One-hot weights, and the log-probability of what was drawn, whose gradient is `e_j - softmax(s)`. A row that
 * sees nothing draws nothing: weights, log-probability and gradient are 0.
 * @throws Where shapes, types or options do not fit.
 *
 * Xu et al. 2015, "Show, Attend and Tell", section 4.1; drawn as argmax(s + Gumbel noise).
 */
export function sampleAttention(scores: Tensor, options: SampleAttentionOptions): SampledAttention {
	const name = "sampleAttention";
	checkOptions(name, options);
	const { mask, seed } = options;
	checkScores(name, scores, mask);
	checkWhole(name, "seed", seed, 0);
	return tidy(() => {
		const weights = hardmax(add(scores, gumbelNoise(scores.shape, seed)), mask);
		return { weights, logProbability: logProbabilityOf(scores, weights, mask) };
	}) as SampledAttention;
}
