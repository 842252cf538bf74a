import { add, matMul, reshape, type Tensor, type Tensor2D } from "@tensorflow/tfjs-core";
import type { LayerVariable } from "@tensorflow/tfjs-layers";
import type { InitializerName, MakeWeight } from "./weights";

export interface ProjectionArgs {
	useBias?: boolean;
	kernelInitializer?: InitializerName;
}

/** `x W + b` along the last axis, shape [B, L, from] to [B, L, to]; weights `name_kernel` and `name_bias`. */
export class Projection {
	private readonly kernel: LayerVariable;
	private readonly bias?: LayerVariable;

	constructor(make: MakeWeight, name: string, from: number, to: number, args: ProjectionArgs = {}) {
		const { useBias = true, kernelInitializer = "glorotUniform" } = args;
		this.kernel = make(`${name}_kernel`, [from, to], kernelInitializer);
		if (useBias) this.bias = make(`${name}_bias`, [to], "zeros");
	}

	/** Within a tidy. */
	run(x: Tensor): Tensor {
		const leading = x.shape.slice(0, -1);
		const flat = reshape(x, [-1, x.shape[x.rank - 1]]) as Tensor2D;
		const rows = matMul(flat, this.kernel.read() as Tensor2D);
		return reshape(this.bias === undefined ? rows : add(rows, this.bias.read()), [...leading, this.kernel.shape[1]!]);
	}
}
