import { serialization } from "@tensorflow/tfjs-core";
import type { Shape } from "@tensorflow/tfjs-layers";
import { checkWhole } from "../wrong";
import { checkRate } from "./parts/Dropping";
import { Heads, type HeadsOptions, type OutputAndWeights } from "./parts/Heads";
import { checkInitializer } from "./parts/weights";
import { attended, type QueryValueArgs, type QueryValueInputs, QueryValueLayer, type Sizes } from "./QueryValueLayer";

/** Names and meanings of Keras' layer of the same name. */
export interface MultiHeadAttentionArgs extends QueryValueArgs {
	/** Heads H. */
	numHeads: number;
	/** Size D of each head's queries and keys. */
	keyDim: number;
	/** Size E of each head's values, D by default. */
	valueDim?: number;
	/** Size of the output, the query's own M by default. */
	outputDim?: number;
	useBias?: boolean;
}

const NAME = "MultiHeadAttention";

/**
 * Several attentions beside each other, each on its own projection: `concat_h(softmax(x Wq_h (x Wk_h)ᵀ / sqrt(D)) x Wv_h) Wo`.
 *
 * ```ts
 * const x = tf.input({ shape: [10, 64] });
 * const y = attention.multiHeadAttention({ numHeads: 8, keyDim: 8 }).apply(x);
 * const model = tf.model({ inputs: x, outputs: y as tf.SymbolicTensor });
 * ```
 * Inputs are one tensor [B, L, M] (self-attention), or [query, value] or [query, value, key] as in Keras. Masks that come
 * with the inputs (from an embedding with `maskZero`) close padded queries and keys, and the query's own goes on. Called
 * on tensors it takes `{ mask, attentionMask, training }`, the second boolean, broadcastable to [B, H, L, S], true means
 * *may look*.
 *
 * Vaswani et al. 2017, "Attention Is All You Need", section 3.2.2.
 */
export class MultiHeadAttention extends QueryValueLayer<MultiHeadAttentionArgs> {
	/** @nocollapse */
	static className = NAME;
	private heads?: Heads;

	constructor(args: MultiHeadAttentionArgs) {
		super(args);
		checkWhole(NAME, "numHeads", args.numHeads);
		checkWhole(NAME, "keyDim", args.keyDim);
		if (args.valueDim !== undefined) checkWhole(NAME, "valueDim", args.valueDim);
		if (args.outputDim !== undefined) checkWhole(NAME, "outputDim", args.outputDim);
		checkRate(NAME, args.dropout);
		checkInitializer(NAME, "kernelInitializer", args.kernelInitializer);
	}

	protected override buildFrom(sizes: Sizes): void {
		this.heads = new Heads(this.make, sizes, { ...this.args, queryHeads: this.args.numHeads });
	}

	protected override attend(inputs: QueryValueInputs, options: HeadsOptions): OutputAndWeights {
		return attended(NAME, this.heads!, inputs, options);
	}

	protected override outputSize([query]: Shape[]): number {
		return this.args.outputDim ?? query[2]!;
	}

	protected override headAxis(): number[] {
		return [this.args.numHeads];
	}
}
serialization.registerClass(MultiHeadAttention as never);

/** A new `MultiHeadAttention` layer, in the manner of `tf.layers.dense(args)`. */
export function multiHeadAttention(args: MultiHeadAttentionArgs): MultiHeadAttention {
	return new MultiHeadAttention(args);
}
