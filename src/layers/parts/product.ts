import {
	add,
	customGrad,
	type GradSaveFunc,
	getBackend,
	matMul,
	sum,
	type Tensor,
	type Tensor2D,
	transpose,
} from "@tensorflow/tfjs-core";

/**
 * `aᵀ b` or `a bᵀ`. WebAssembly multiplies a transposed factor number by number: there it is turned round first, after
 * which 1152 x 64 times 64 x 64 takes 1 ms instead of 9.
 */
export function turned(a: Tensor, b: Tensor, which: "first" | "second"): Tensor2D {
	const [first, second] = [which === "first", which === "second"];
	if (getBackend() !== "wasm") return matMul(a as Tensor2D, b as Tensor2D, first, second);
	return matMul((first ? transpose(a) : a) as Tensor2D, (second ? transpose(b) : b) as Tensor2D);
}

/** `x W + b`, shapes [N, from], [from, to] and [to]; its gradient is written out, 3 operations of 8. */
export function affine(x: Tensor, kernel: Tensor, bias?: Tensor): Tensor {
	const run = customGrad((...given) => {
		const [rows, factor] = given as Tensor[];
		const shift = bias === undefined ? undefined : (given[2] as Tensor);
		const save = given[given.length - 1] as unknown as GradSaveFunc;
		save([rows, factor]);
		const product = matMul(rows as Tensor2D, factor as Tensor2D);
		return {
			value: shift === undefined ? product : add(product, shift),
			gradFunc: (dy: Tensor, [a, w]: Tensor[]) => {
				const grads = [turned(dy, w, "second"), turned(a, dy, "first")];
				return shift === undefined ? grads : [...grads, sum(dy, 0)];
			},
		};
	});
	return bias === undefined ? run(x, kernel) : run(x, kernel, bias);
}
