import { add, cast, customGrad, div, equal, type Tensor, zerosLike } from "@tensorflow/tfjs-core";

// `equal` has no gradient in TensorFlow.js; it is 0.
const isZero = customGrad((x) => ({
	value: cast(equal(x as Tensor, 0), "float32"),
	gradFunc: (dy: Tensor) => zerosLike(dy),
}));

/** `a / b`, and a where b is 0: the share of a row that sees nothing, whose a is 0, stays 0 with finite gradients. */
export function divide(a: Tensor, b: Tensor): Tensor {
	return div(a, add(b, isZero(b)));
}
