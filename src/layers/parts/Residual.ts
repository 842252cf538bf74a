import { add, type Tensor } from "@tensorflow/tfjs-core";
import { Dropping } from "./Dropping";
import { Normalization } from "./Normalization";
import type { MakeWeight } from "./weights";

export interface ResidualArgs {
	dropout?: number;
	/** Normalise what goes in (pre-norm) instead of the sum (post-norm). */
	normalizeFirst?: boolean;
	layerNormEpsilon?: number;
	seed?: number;
}

/** A step around which the input passes by: `norm(x + drop(f(x)))`, or `x + drop(f(norm(x)))` with `normalizeFirst`. */
export class Residual {
	private readonly norm: Normalization;
	private readonly dropping: Dropping;

	constructor(
		make: MakeWeight,
		size: number,
		private readonly args: ResidualArgs,
	) {
		this.norm = new Normalization(make, "norm", size, args.layerNormEpsilon ?? 1e-5);
		this.dropping = new Dropping(args.dropout, args.seed);
	}

	/** Within a tidy. */
	run(x: Tensor, training: unknown, step: (x: Tensor) => Tensor): Tensor {
		const { normalizeFirst = false } = this.args;
		const out = this.dropping.run(step(normalizeFirst ? this.norm.run(x) : x), training);
		const sum = add(x, out);
		return normalizeFirst ? sum : this.norm.run(sum);
	}
}
