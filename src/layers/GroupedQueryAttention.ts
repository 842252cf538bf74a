import { serialization } from "@tensorflow/tfjs-core";
import type { Shape } from "@tensorflow/tfjs-layers";
import { checkWhole, wrong } from "../wrong";
import { checkRate } from "./parts/Dropping";
import { Heads, type HeadsOptions, type OutputAndWeights } from "./parts/Heads";
import { checkInitializer } from "./parts/weights";
import { attended, type QueryValueArgs, type QueryValueInputs, QueryValueLayer, type Sizes } from "./QueryValueLayer";

/** Names and meanings of Keras' GroupQueryAttention. */
export interface GroupedQueryAttentionArgs extends QueryValueArgs {
	/** Size D of each head. */
	headDim: number;
	/** Query heads H. */
	numQueryHeads: number;
	/** Key and value heads G; H must be a multiple. 1 is multi-query attention. */
	numKeyValueHeads: number;
	useBias?: boolean;
}

const NAME = "GroupedQueryAttention";

/**
 * Several query heads that share a key and a value head: `concat_h(softmax(x Wq_h (x Wk_g)ᵀ / sqrt(D)) x Wv_g) Wo`, `g = floor(h·G/H)`.
 *
 * ```ts
 * const x = tf.input({ shape: [10, 64] });
 * const layer = attention.groupedQueryAttention({ headDim: 8, numQueryHeads: 8, numKeyValueHeads: 2 });
 * const model = tf.model({ inputs: x, outputs: layer.apply(x) as tf.SymbolicTensor });
 * ```
 * Inputs and masks as with `multiHeadAttention`; keys and values take G/H of its memory.
 *
 * Ainslie et al. 2023, "GQA: Training Generalized Multi-Query Transformer Models from Multi-Head Checkpoints", section 2.2.
 */
export class GroupedQueryAttention extends QueryValueLayer<GroupedQueryAttentionArgs> {
	/** @nocollapse */
	static className = NAME;
	private heads?: Heads;

	constructor(args: GroupedQueryAttentionArgs) {
		super(args);
		const { numQueryHeads, numKeyValueHeads } = args;
		checkWhole(NAME, "headDim", args.headDim);
		checkWhole(NAME, "numQueryHeads", numQueryHeads);
		checkWhole(NAME, "numKeyValueHeads", numKeyValueHeads);
		if (numQueryHeads % numKeyValueHeads !== 0) {
			throw wrong(NAME, "numQueryHeads must be a multiple of numKeyValueHeads", { numQueryHeads, numKeyValueHeads });
		}
		checkRate(NAME, args.dropout);
		checkInitializer(NAME, "kernelInitializer", args.kernelInitializer);
	}

	protected override buildFrom(sizes: Sizes): void {
		const { headDim: keyDim, numQueryHeads: queryHeads, numKeyValueHeads: keyHeads } = this.args;
		this.heads = new Heads(this.make, sizes, { ...this.args, keyDim, queryHeads, keyHeads });
	}

	protected override attend(inputs: QueryValueInputs, options: HeadsOptions): OutputAndWeights {
		return attended(NAME, this.heads!, inputs, options);
	}

	protected override outputSize([query]: Shape[]): number {
		return query[2]!;
	}

	protected override headAxis(): number[] {
		return [this.args.numQueryHeads];
	}
}
serialization.registerClass(GroupedQueryAttention as never);

/** A new `GroupedQueryAttention` layer, in the manner of `tf.layers.dense(args)`. */
export function groupedQueryAttention(args: GroupedQueryAttentionArgs): GroupedQueryAttention {
	return new GroupedQueryAttention(args);
}
