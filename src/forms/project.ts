import { matMul, reshape, type Tensor, type Tensor4D, transpose } from "@tensorflow/tfjs-core";

/**
 * `p x` along the length: p of shape [R, S], or [G, R, S] for each head, x of shape [B, G, S, D] -> [B, G, R, D].
 *
 * TensorFlow.js gives a product that broadcasts the gradient of the wrong shape, so the batch moves into the columns.
 */
export function project(p: Tensor, x: Tensor4D): Tensor4D {
	const [B, G, S, D] = x.shape;
	const R = p.shape.at(-2)!;
	if (p.rank === 2) {
		const columns = reshape(transpose(x, [2, 0, 1, 3]), [S, B * G * D]);
		return transpose(reshape(matMul(p, columns), [R, B, G, D]), [1, 2, 0, 3]) as Tensor4D;
	}
	const columns = reshape(transpose(x, [1, 2, 0, 3]), [G, S, B * D]);
	return transpose(reshape(matMul(p, columns), [G, R, B, D]), [2, 0, 1, 3]) as Tensor4D;
}
