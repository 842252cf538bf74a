import type { Tensor } from "@tensorflow/tfjs-core";
import { ACTIVATIONS, type ActivationName } from "./activations";
import { Projection } from "./Projection";
import type { InitializerName, MakeWeight } from "./weights";

export interface FeedForwardArgs {
	intermediateDim: number;
	activation?: ActivationName;
	kernelInitializer?: InitializerName;
}

/** `act(x W1 + b1) W2 + b2` of each position alone. Vaswani et al. 2017, section 3.3. */
export class FeedForward {
	private readonly up: Projection;
	private readonly down: Projection;
	private readonly activation: (x: Tensor) => Tensor;

	constructor(make: MakeWeight, size: number, args: FeedForwardArgs) {
		this.activation = ACTIVATIONS[args.activation ?? "relu"];
		this.up = new Projection(make, "up", size, args.intermediateDim, args);
		this.down = new Projection(make, "down", args.intermediateDim, size, args);
	}

	/** Within a tidy. */
	run(x: Tensor): Tensor {
		return this.down.run(this.activation(this.up.run(x)));
	}
}
