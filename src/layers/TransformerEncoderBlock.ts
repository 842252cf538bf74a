import { serialization, type Tensor, tidy } from "@tensorflow/tfjs-core";
import type { Shape } from "@tensorflow/tfjs-layers";
import type { Kwargs } from "./AttentionLayer";
import type { OutputAndWeights } from "./parts/Heads";
import { together } from "./parts/masks";
import { toRows } from "./parts/rows";
import { checkSequences, sequences } from "./parts/shapes";
import {
	type AttentionStep,
	type FeedForwardStep,
	TransformerBlock,
	type TransformerBlockArgs,
} from "./TransformerBlock";

const NAME = "TransformerEncoderBlock";

/**
 * Attention among all positions, then a network at each: `y = norm(x + attention(x))`, `out = norm(y + ff(y))`.
 *
 * ```ts
 * const x = tf.input({ shape: [20, 64] });
 * const y = attention.transformerEncoderBlock({ intermediateDim: 128, numHeads: 4 }).apply(x);
 * const model = tf.model({ inputs: x, outputs: y as tf.SymbolicTensor });
 * ```
 * Takes and gives [B, L, M]. The mask of padding that comes with the input closes padded positions and goes on. Called on
 * tensors it takes `{ mask, attentionMask, training }`, the second boolean, broadcastable to [B, H, L, L], true means
 * *may look*.
 *
 * Vaswani et al. 2017, "Attention Is All You Need", section 3.1. With `normalizeFirst`, Xiong et al. 2020, "On Layer
 * Normalization in the Transformer Architecture", figure 1b: no norm comes last, so one belongs after the last block.
 */
export class TransformerEncoderBlock extends TransformerBlock<TransformerBlockArgs> {
	/** @nocollapse */
	static className = NAME;
	private self?: AttentionStep;
	private forward?: FeedForwardStep;

	override build(inputShape: Shape | Shape[]): void {
		const [[, , size]] = sequences(NAME, inputShape, 1, 1);
		this.self = this.attention("self_attention", size!, size!);
		this.forward = this.feedForward(size!);
		this.built = true;
	}

	private run(inputs: Tensor | Tensor[], kwargs: Kwargs, returnWeights: boolean): OutputAndWeights {
		const [x] = checkSequences(NAME, inputs);
		const [padding] = this.masks([x], kwargs);
		const mask = together(NAME, padding, [padding], kwargs?.attentionMask);
		const training = kwargs?.training;
		const [batch] = x.shape;
		const { output, weights } = this.attend(this.self!, batch, toRows(x), { mask, training, returnWeights });
		return { output: this.think(this.forward!, batch, output, training), weights };
	}

	override call(inputs: Tensor | Tensor[], kwargs: Kwargs): Tensor {
		this.invokeCallHook(inputs, kwargs);
		return tidy(() => this.run(inputs, kwargs, false).output);
	}

	/** The block's output together with the weights [B, H, L, L] of every head; takes what `apply` takes. */
	callWithWeights(inputs: Tensor, kwargs: Kwargs = {}): Required<OutputAndWeights> {
		return tidy(() => {
			if (!this.built) this.apply(inputs, kwargs);
			return this.run(inputs, kwargs, true) as never;
		});
	}
}
serialization.registerClass(TransformerEncoderBlock as never);

/** A new `TransformerEncoderBlock` layer, in the manner of `tf.layers.dense(args)`. */
export function transformerEncoderBlock(args: TransformerBlockArgs): TransformerEncoderBlock {
	return new TransformerEncoderBlock(args);
}
