import { add, moments, mul, rsqrt, sub, type Tensor } from "@tensorflow/tfjs-core";

/** `(x - mean) / sqrt(variance + epsilon) · gain + shift` along the last axis. Ba, Kiros and Hinton 2016. */
export function layerNorm(x: Tensor, gain: Tensor, shift: Tensor, epsilon: number): Tensor {
	const { mean, variance } = moments(x, -1, true);
	return add(mul(mul(sub(x, mean), rsqrt(add(variance, epsilon))), gain), shift);
}
