import { clipByValue, log, neg, randomUniform, type Tensor, tidy } from "@tensorflow/tfjs-core";

/**
 * Noise whose maximum chooses as a softmax does, `g = -log(-log u)`, u uniform; the same for a seed on every backend.
 *
 * @returns Shape as asked, all finite: u is held one step away from 0 and 1.
 */
export function gumbelNoise(shape: number[], seed: number): Tensor {
	return tidy(() => {
		const u = clipByValue(randomUniform(shape, 0, 1, "float32", seed), 2 ** -126, 1 - 2 ** -24);
		return neg(log(neg(log(u))));
	});
}
