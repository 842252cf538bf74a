import {
	div,
	max,
	mul,
	pad,
	reshape,
	sum,
	type Tensor,
	type Tensor2D,
	type Tensor4D,
	tensor2d,
} from "@tensorflow/tfjs-core";

/** Squares of `side` cells with zeros at the end, shape [rows, side, keys, side]. */
function squares(cells: Tensor2D, side: number): Tensor {
	const [rows, keys] = cells.shape;
	const [height, width] = [Math.ceil(rows / side), Math.ceil(keys / side)];
	const whole = pad(cells, [
		[0, height * side - rows],
		[0, width * side - keys],
	]);
	return reshape(whole, [height, side, width, side]);
}

/** How many of `rows` x `keys` cells each square of `side` has. */
function countsOf([rows, keys]: readonly number[], side: number): Tensor2D {
	const [height, width] = [Math.ceil(rows / side), Math.ceil(keys / side)];
	const across = (at: number, count: number) => Math.min(side, count - at * side);
	const counts = Array.from({ length: height * width }, (_, n) => {
		return across(Math.floor(n / width), rows) * across(n % width, keys);
	});
	return tensor2d(counts, [height, width]);
}

/** Largest and mean weight of each square of `side` cells; those at the end have fewer. Shape [1, 1, rows, keys] of weights. */
export function tileOf(weights: Tensor4D, side: number): [max: Tensor, mean: Tensor] {
	const cells: Tensor2D = reshape(weights, [weights.shape[2], weights.shape[3]]);
	const parts = squares(cells, side);
	return [max(parts, [1, 3]), div(sum(parts, [1, 3]), countsOf(cells.shape, side))];
}

/** The next level of a pyramid. */
export function halveMax(pixels: Tensor2D): Tensor2D {
	return max(squares(pixels, 2), [1, 3]) as Tensor2D;
}

/** The same of means, of a level that has `side` cells in a pixel of a map of `sizes`. */
export function halveMean(pixels: Tensor2D, sizes: readonly [number, number], side: number): Tensor2D {
	const sums = sum(squares(mul(pixels, countsOf(sizes, side)) as Tensor2D, 2), [1, 3]);
	return div(sums, countsOf(sizes, 2 * side)) as Tensor2D;
}
