import { matMul, reshape, type Tensor2D, type Tensor4D } from "@tensorflow/tfjs-core";

/** Every row times one kernel, `x W`: [B, H, L, D] by [D, A] gives [B, H, L, A]. */
export function project(x: Tensor4D, kernel: Tensor2D): Tensor4D {
	const [batch, heads, length, size] = x.shape;
	// As a matrix: the gradient of a product whose leading axes broadcast has the wrong shape in TensorFlow.js.
	const rows = matMul(reshape(x, [batch * heads * length, size]), kernel);
	return reshape(rows, [batch, heads, length, kernel.shape[1]]);
}
