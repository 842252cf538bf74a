import { customGrad, type GradSaveFunc, type Tensor, tidy } from "@tensorflow/tfjs-core";
import { checkScores } from "./inputs";
import { maskedSoftmax } from "./maskedSoftmax";
import { softmaxGradient } from "./softmaxGradient";
import { oneHotOfBest } from "./visible";

/**
 * Hard choices that learn as if they were soft: `w = hardmax(s)` forward, `∂w/∂s = ∂softmax(s)/∂s` backward.
 *
 * ```ts
 * const weights = attention.straightThrough(tf.tensor1d([1, 3, 2]));  // 0, 1, 0
 * ```
 * @param scores - Any shape, normalised along the last axis.
 * @param mask - Boolean, broadcastable to the scores; true means *may look*.
 * @returns Weights, shape of the scores, a single 1 in each row, the first of equals; a row that sees nothing is 0, and so
 * is its gradient.
 * @throws Where shapes or types do not fit.
 *
 * Bengio, Léonard & Courville 2013, "Estimating or Propagating Gradients Through Stochastic Neurons", section 3.2.
 */
export function straightThrough(scores: Tensor, mask?: Tensor): Tensor {
	checkScores("straightThrough", scores, mask);
	const run = customGrad((s, save) => {
		(save as GradSaveFunc)([maskedSoftmax(s as Tensor, mask)]);
		const gradFunc = (dy: Tensor, [soft]: Tensor[]) => softmaxGradient(dy, soft);
		return { value: tidy(() => oneHotOfBest(s as Tensor, mask)), gradFunc };
	});
	return tidy(() => run(scores));
}
