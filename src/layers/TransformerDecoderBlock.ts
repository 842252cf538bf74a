import { serialization, type Tensor, tidy } from "@tensorflow/tfjs-core";
import type { Shape } from "@tensorflow/tfjs-layers";
import { wrong } from "../wrong";
import type { Kwargs } from "./AttentionLayer";
import { together } from "./parts/masks";
import { toRows } from "./parts/rows";
import { checkSequences, sequences } from "./parts/shapes";
import {
	type AttentionStep,
	type FeedForwardStep,
	TransformerBlock,
	type TransformerBlockArgs,
} from "./TransformerBlock";

export interface TransformerDecoderBlockArgs extends TransformerBlockArgs {
	/** Whether no position looks past itself; true by default. */
	causal?: boolean;
}

/** A decoder block's output, and what it looked at. */
export interface Decoded {
	/** Shape [B, L, M]. */
	output: Tensor;
	/** Of the self-attention, shape [B, H, L, L]. */
	weights: Tensor;
	/** Of the attention to the encoder, shape [B, H, L, S]. */
	crossWeights?: Tensor;
}

type Seen = Pick<Decoded, "output"> & Partial<Decoded>;

const NAME = "TransformerDecoderBlock";

/**
 * Causal attention, attention to the encoder's output where it is given, then a network at each position:
 * `y = norm(x + self(x))`, `z = norm(y + cross(y, encoded))`, `out = norm(z + ff(z))`.
 *
 * ```ts
 * const [decoder, encoded] = [tf.input({ shape: [10, 64] }), tf.input({ shape: [20, 64] })];
 * const block = attention.transformerDecoderBlock({ intermediateDim: 128, numHeads: 4 });
 * const model = tf.model({ inputs: [decoder, encoded], outputs: block.apply([decoder, encoded]) as tf.SymbolicTensor });
 * ```
 * Inputs are [decoder, encoded], or the decoder's [B, L, M] alone, which is a block of GPT. The masks of padding that come
 * with both close padded positions, and the decoder's goes on. Called on tensors it takes
 * `{ mask, attentionMask, encoderAttentionMask, training }`.
 *
 * Vaswani et al. 2017, "Attention Is All You Need", section 3.1; `normalizeFirst` as with `transformerEncoderBlock`.
 */
export class TransformerDecoderBlock extends TransformerBlock<TransformerDecoderBlockArgs> {
	/** @nocollapse */
	static className = NAME;
	private self?: AttentionStep;
	private cross?: AttentionStep;
	private forward?: FeedForwardStep;

	override build(inputShape: Shape | Shape[]): void {
		const [[, , size], encoded] = sequences(NAME, inputShape, 1, 2);
		this.self = this.attention("self_attention", size!, size!);
		if (encoded) this.cross = this.attention("cross_attention", size!, encoded[2]!);
		this.forward = this.feedForward(size!);
		this.built = true;
	}

	private run(inputs: Tensor | Tensor[], kwargs: Kwargs, returnWeights: boolean): Seen {
		const list = checkSequences(NAME, inputs);
		const [x, encoded] = list;
		if ((encoded === undefined) !== (this.cross === undefined)) {
			throw wrong(NAME, "there must be as many inputs as when the layer was built", { inputs: list.length });
		}
		const [own, others] = this.masks(list, kwargs);
		const { causal = true } = this.args;
		const training = kwargs?.training;
		const mask = together(NAME, own, [own], kwargs?.attentionMask);
		const [batch] = x.shape;
		const self = this.attend(this.self!, batch, toRows(x), { mask, causal, training, returnWeights });
		const { weights } = self;
		if (this.cross === undefined) return { output: this.think(this.forward!, batch, self.output, training), weights };
		const crossMask = together(NAME, own, [others], kwargs?.encoderAttentionMask);
		const options = { mask: crossMask, training, returnWeights };
		const cross = this.attend(this.cross, batch, self.output, options, toRows(encoded));
		const output = this.think(this.forward!, batch, cross.output, training);
		return { output, weights, crossWeights: cross.weights };
	}

	override call(inputs: Tensor | Tensor[], kwargs: Kwargs): Tensor {
		this.invokeCallHook(inputs, kwargs);
		return tidy(() => this.run(inputs, kwargs, false).output);
	}

	/** The block's output together with the weights of every head; takes what `apply` takes. */
	callWithWeights(inputs: Tensor | Tensor[], kwargs: Kwargs = {}): Decoded {
		return tidy(() => {
			if (!this.built) this.apply(inputs, kwargs);
			return this.run(inputs, kwargs, true) as never;
		});
	}
}
serialization.registerClass(TransformerDecoderBlock as never);

/** A new `TransformerDecoderBlock` layer, in the manner of `tf.layers.dense(args)`. */
export function transformerDecoderBlock(args: TransformerDecoderBlockArgs): TransformerDecoderBlock {
	return new TransformerDecoderBlock(args);
}
