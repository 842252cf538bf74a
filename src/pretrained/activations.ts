import { add, erf, mul, relu, type Tensor, tanh } from "@tensorflow/tfjs-core";

/** Activations under the names that config.json uses. */
export const ACTIVATIONS: Record<string, (x: Tensor) => Tensor> = {
	/** `x · Φ(x)`, exactly. Hendrycks and Gimpel 2016. */
	gelu: (x) => mul(mul(x, 0.5), add(erf(mul(x, Math.SQRT1_2)), 1)),
	/** The same by a hyperbolic tangent, as GPT-2 has it. */
	gelu_new: (x) =>
		mul(mul(x, 0.5), add(tanh(mul(add(x, mul(0.044715, mul(x, mul(x, x)))), Math.sqrt(2 / Math.PI))), 1)),
	relu: (x) => relu(x),
};
