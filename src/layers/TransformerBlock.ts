import type { Tensor } from "@tensorflow/tfjs-core";
import type { Shape } from "@tensorflow/tfjs-layers";
import { checkWhole, wrong } from "../wrong";
import { AttentionLayer, type LayerArgs } from "./AttentionLayer";
import { type ActivationName, checkActivation } from "./parts/activations";
import { checkRate } from "./parts/Dropping";
import { FeedForward } from "./parts/FeedForward";
import { type Attended, Heads, type HeadsOptions } from "./parts/Heads";
import { Residual } from "./parts/Residual";
import { toShapes } from "./parts/shapes";
import { checkInitializer, type InitializerName, named } from "./parts/weights";

/** Names and meanings of KerasHub's TransformerEncoder and TransformerDecoder. */
export interface TransformerBlockArgs extends LayerArgs {
	/** Size of the hidden layer between the two dense ones. */
	intermediateDim: number;
	/** Heads H; the model size M must be a multiple. */
	numHeads: number;
	/** Share that training drops of the attention weights and of what each step adds. */
	dropout?: number;
	/** relu by default. */
	activation?: ActivationName;
	/** 1e-5 by default. */
	layerNormEpsilon?: number;
	kernelInitializer?: InitializerName;
	/** Normalise what goes into each step (pre-norm) instead of the sum after it (post-norm, the default). */
	normalizeFirst?: boolean;
	/** Makes initialisation and dropout repeatable. */
	seed?: number;
}

export interface AttentionStep {
	heads: Heads;
	around: Residual;
}

export interface FeedForwardStep {
	net: FeedForward;
	around: Residual;
}

/** Apart far enough that no two parts draw the same numbers. */
const NEXT_SEED = 104_729;

/** What encoder and decoder blocks are built of. */
export abstract class TransformerBlock<Args extends TransformerBlockArgs> extends AttentionLayer<Args> {
	private parts = 0;

	constructor(args: Args) {
		super(args);
		const name = this.getClassName();
		checkWhole(name, "numHeads", args.numHeads);
		checkWhole(name, "intermediateDim", args.intermediateDim);
		checkRate(name, args.dropout);
		checkActivation(name, args.activation);
		checkInitializer(name, "kernelInitializer", args.kernelInitializer);
		const { layerNormEpsilon = 1e-5 } = args;
		if (!(layerNormEpsilon > 0)) throw wrong(name, "layerNormEpsilon must be above 0", { layerNormEpsilon });
	}

	private seed(): number | undefined {
		return this.args.seed === undefined ? undefined : this.args.seed + NEXT_SEED * ++this.parts;
	}

	/** Attention of M = `size` to a sequence of size `from`, and the passage around it. */
	protected attention(part: string, size: number, from: number): AttentionStep {
		const { numHeads } = this.args;
		if (size % numHeads !== 0) {
			throw wrong(this.getClassName(), "the model size M must be a multiple of numHeads", { M: size, numHeads });
		}
		const make = named(part, this.make);
		const heads = { ...this.args, queryHeads: numHeads, keyDim: size / numHeads, seed: this.seed() };
		return {
			heads: new Heads(make, { query: size, value: from }, heads),
			around: new Residual(make, size, { ...this.args, seed: this.seed() }),
		};
	}

	protected feedForward(size: number): FeedForwardStep {
		const make = named("feedforward", this.make);
		return {
			net: new FeedForward(make, size, this.args),
			around: new Residual(make, size, { ...this.args, seed: this.seed() }),
		};
	}

	/** Attention of x to `value`, or to itself, and what passes by. Within a tidy. */
	protected attend({ heads, around }: AttentionStep, x: Tensor, options: HeadsOptions, value?: Tensor): Attended {
		let weights: Tensor | undefined;
		const output = around.run(x, options.training, (query) => {
			const seen = heads.run(this.getClassName(), { query, value: value ?? query }, options);
			weights = seen.weights;
			return seen.output;
		});
		return { output, weights };
	}

	/** The network at each position, and what passes by. Within a tidy. */
	protected think({ net, around }: FeedForwardStep, x: Tensor, training: unknown): Tensor {
		return around.run(x, training, (y) => net.run(y));
	}

	override computeOutputShape(inputShape: Shape | Shape[]): Shape {
		return toShapes(inputShape)[0];
	}
}
