import type { Tensor } from "@tensorflow/tfjs-core";
import type { LayerVariable } from "@tensorflow/tfjs-layers";
import { affine } from "./product";
import type { InitializerName, MakeWeight } from "./weights";

export interface ProjectionArgs {
	useBias?: boolean;
	kernelInitializer?: InitializerName;
}

/** `x W + b` of each row, shape [N, from] to [N, to]; weights `name_kernel` and `name_bias`. */
export class Projection {
	private readonly kernel: LayerVariable;
	private readonly bias?: LayerVariable;

	constructor(make: MakeWeight, name: string, from: number, to: number, args: ProjectionArgs = {}) {
		const { useBias = true, kernelInitializer = "glorotUniform" } = args;
		this.kernel = make(`${name}_kernel`, [from, to], kernelInitializer);
		if (useBias) this.bias = make(`${name}_bias`, [to], "zeros");
	}

	/** Within a tidy. */
	run(rows: Tensor): Tensor {
		return affine(rows, this.kernel.read(), this.bias?.read());
	}
}
