import type { Tensor } from "@tensorflow/tfjs-core";
import type { Shape } from "@tensorflow/tfjs-layers";
import { checkWhole, wrong } from "../wrong";
import { AttentionLayer, type LayerArgs } from "./AttentionLayer";
import { type ActivationName, checkActivation } from "./parts/activations";
import { checkRate } from "./parts/Dropping";
import { FeedForward } from "./parts/FeedForward";
import { Heads, type HeadsOptions, type OutputAndWeights } from "./parts/Heads";
import { Residual } from "./parts/Residual";
import { fromRows } from "./parts/rows";
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

	/** Attention of each row to the rows of `value`, or to its own sequence's, and what passes by. Within a tidy. */
	protected attend(
		step: AttentionStep,
		batch: number,
		rows: Tensor,
		options: HeadsOptions,
		value?: Tensor,
	): OutputAndWeights {
		let weights: Tensor | undefined;
		const output = step.around.run(rows, options.training, (query) => {
			const inputs = { batch, query, value: value ?? query };
			const seen = step.heads.run(this.getClassName(), inputs, options);
			weights = seen.weights;
			return seen.output;
		});
		return { output, weights };
	}

	/** The network at each position, what passes by, and sequences again. Within a tidy. */
	protected think({ net, around }: FeedForwardStep, batch: number, rows: Tensor, training: unknown): Tensor {
		return fromRows(
			around.run(rows, training, (y) => net.run(y)),
			batch,
		);
	}

	override computeOutputShape(inputShape: Shape | Shape[]): Shape {
		return toShapes(inputShape)[0];
	}
}
