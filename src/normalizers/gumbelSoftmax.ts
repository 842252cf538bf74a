import { add, div, type Tensor, tidy } from "@tensorflow/tfjs-core";
import { checkWhole, wrong } from "../wrong";
import { gumbelNoise } from "./gumbelNoise";
import { checkOptions, checkScores } from "./inputs";
import { maskedSoftmax } from "./maskedSoftmax";
import type { Normalizer } from "./Normalizer";
import { straightThrough } from "./straightThrough";

export interface GumbelSoftmaxOptions {
	/** Above 0: near 0 a row is almost one-hot, far above 1 almost uniform. */
	temperature: number;
	/** One-hot forward, the gradient of the soft row backward; false by default. */
	hard?: boolean;
	/** The same seed draws the same noise for scores of the same shape, on every backend: take another one for each step. */
	seed: number;
}

/**
 * A random choice with a gradient: `w = softmax((s + g) / temperature)`, g Gumbel noise.
 *
 * ```ts
 * const choose = attention.gumbelSoftmax({ temperature: 0.5, seed: 7 });
 * choose(tf.tensor1d([1, 3, 2])).print();
 * ```
 * @param options - Temperature, whether the choice is hard, and the seed.
 * @returns A normalizer; each row sums to one. The best cell of a row is a sample of softmax(s), whatever the temperature.
 * Masked cells are exactly 0, and so is a row that sees nothing; its gradient is 0 as well.
 * @throws Where options, and later shapes or types, do not fit.
 *
 * Jang, Gu & Poole 2017, "Categorical Reparameterization with Gumbel-Softmax", equation 2 and section 2.2.
 */
export function gumbelSoftmax(options: GumbelSoftmaxOptions): Normalizer {
	const name = "gumbelSoftmax";
	checkOptions(name, options);
	const { temperature, hard = false, seed } = options;
	if (!(Number.isFinite(temperature) && temperature > 0)) {
		throw wrong(name, "temperature must be a finite number above 0", { temperature });
	}
	if (typeof hard !== "boolean") throw wrong(name, "hard must be true or false", { hard });
	checkWhole(name, "seed", seed, 0);
	const choose = hard ? straightThrough : maskedSoftmax;
	return (scores: Tensor, mask?: Tensor) => {
		checkScores(name, scores, mask);
		return tidy(() => choose(div(add(scores, gumbelNoise(scores.shape, seed)), temperature), mask));
	};
}
