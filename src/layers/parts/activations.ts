import { add, erf, mul, relu, sigmoid, type Tensor, tanh } from "@tensorflow/tfjs-core";
import { wrong } from "../../wrong";

/** Activations by name, each with a gradient on every backend. */
export const ACTIVATIONS = {
	linear: (x: Tensor) => x,
	relu: (x: Tensor) => relu(x),
	/** `x · Φ(x)`, exactly. Hendrycks and Gimpel 2016. */
	gelu: (x: Tensor) => mul(mul(x, 0.5), add(erf(mul(x, Math.SQRT1_2)), 1)),
	/** `x · sigmoid(x)`. */
	silu: (x: Tensor) => mul(x, sigmoid(x)),
	tanh: (x: Tensor) => tanh(x),
};
export type ActivationName = keyof typeof ACTIVATIONS;

export function checkActivation(name: string, activation: unknown): void {
	if (activation === undefined || Object.keys(ACTIVATIONS).includes(activation as string)) return;
	throw wrong(name, `activation must be one of ${Object.keys(ACTIVATIONS).join(", ")}`, { activation });
}
