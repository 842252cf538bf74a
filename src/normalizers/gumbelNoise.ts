import { randomUniform, type Tensor, tensor, tidy } from "@tensorflow/tfjs-core";

/**
 * Noise whose maximum chooses as a softmax does, `g = -log(-log u)`, u uniform; the same for a seed on every backend.
 *
 * @returns Shape as asked, all finite: u is held one step away from 0 and 1.
 */
export function gumbelNoise(shape: number[], seed: number): Tensor {
	return tidy(() => {
		// In JavaScript, where the numbers still are: WebGPU promises log(u) near 1 to 2^-21 only, which can have either sign.
		const u = randomUniform(shape, 0, 1, "float32", seed).dataSync();
		const noise = (x: number) => -Math.log(-Math.log(Math.min(Math.max(x, 2 ** -126), 1 - 2 ** -24)));
		return tensor(Float32Array.from(u, noise), shape);
	});
}
