import { mul, sub, sum, type Tensor } from "@tensorflow/tfjs-core";

/** The gradient of the scores of a softmax, `w (dy - Σ w dy)`; 0 where all weights are. */
export function softmaxGradient(dy: Tensor, weights: Tensor): Tensor {
	const share = mul(dy, weights);
	return sub(share, mul(weights, sum(share, -1, true)));
}
