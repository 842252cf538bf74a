import { customGrad, type GradSaveFunc, type Tensor, tidy } from "@tensorflow/tfjs-core";
import { checkScores } from "./inputs";

/**
 * Checked inputs, weights by one function and their gradient by another, which knows no more than the weights.
 *
 * @param forward - Weights of the scores, masked cells exactly 0.
 * @param backward - The gradient of the scores, `Jᵀ dy`, from dy and the weights.
 */
export function normalize(
	name: string,
	scores: Tensor,
	forward: (scores: Tensor) => Tensor,
	backward: (dy: Tensor, weights: Tensor) => Tensor,
	mask?: Tensor,
): Tensor {
	checkScores(name, scores, mask);
	const run = customGrad((s, save) => {
		const weights = tidy(() => forward(s as Tensor));
		(save as GradSaveFunc)([weights]);
		return { value: weights, gradFunc: (dy: Tensor, [kept]: Tensor[]) => backward(dy, kept) };
	});
	return run(scores);
}
