import {
	abs,
	add,
	cast,
	customGrad,
	div,
	type GradSaveFunc,
	lessEqual,
	max,
	mul,
	sqrt,
	square,
	sub,
	sum,
	type Tensor,
} from "@tensorflow/tfjs-core";

/** The smallest number with all its digits: 1 over it is still finite. */
const TINY = 1.1754943508222875e-38;

/**
 * Vectors of length one that point the same way, `x / |x|` along the last axis; a vector of zeros stays zeros.
 *
 * The gradient is `(dy - u (u · dy)) / |x|`, and 0 at a vector of zeros, where there is none.
 */
export const unit = customGrad((input, save) => {
	const x = input as Tensor;
	const largest = max(abs(x), -1, true);
	const zero = cast(lessEqual(largest, TINY), "float32");
	// By the largest entry first: the square of 1e20, or of 1e-30, is no float32.
	const inverse = div(sub(1, zero), add(largest, zero));
	const fair = mul(x, inverse);
	const shrink = div(inverse, sqrt(add(sum(square(fair), -1, true), zero)));
	const value = mul(x, shrink);
	(save as GradSaveFunc)([value, shrink]);
	const gradFunc = (dy: Tensor, [u, factor]: Tensor[]) => mul(factor, sub(dy, mul(u, sum(mul(u, dy), -1, true))));
	return { value, gradFunc };
});
