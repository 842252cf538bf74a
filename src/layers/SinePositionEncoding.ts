import { add, serialization, type Tensor, tidy, zerosLike } from "@tensorflow/tfjs-core";
import type { Shape } from "@tensorflow/tfjs-layers";
import { sinusoidalPositions } from "../positions/sinusoidalPositions";
import { AttentionLayer, type Kwargs, type LayerArgs } from "./AttentionLayer";
import { checkSequences, sequences, toShapes } from "./parts/shapes";

/** KerasHub's layer of the same name, and `add`. */
export interface SinePositionEncodingArgs extends LayerArgs {
	/** Give `x + positions`, for a sequential model, instead of the positions alone, which is Keras' way. */
	add?: boolean;
}

const NAME = "SinePositionEncoding";

/**
 * Places as waves of growing length, nothing learned: `out[b, i] = sinusoidalPositions(L, M)[i]`, or `x[b, i] +` that with `add`.
 *
 * ```ts
 * const x = tf.input({ shape: [10, 64] });
 * const y = attention.sinePositionEncoding({ add: true }).apply(x) as tf.SymbolicTensor;
 * ```
 * Takes and gives [B, L, M], any L.
 *
 * Vaswani et al. 2017, "Attention Is All You Need", section 3.5.
 */
export class SinePositionEncoding extends AttentionLayer<SinePositionEncodingArgs> {
	/** @nocollapse */
	static className = NAME;

	override build(inputShape: Shape | Shape[]): void {
		sequences(NAME, inputShape, 1, 1);
		this.built = true;
	}

	override call(inputs: Tensor | Tensor[], kwargs: Kwargs): Tensor {
		return tidy(() => {
			this.invokeCallHook(inputs, kwargs);
			const [x] = checkSequences(NAME, inputs);
			const [, length, size] = x.shape;
			return add(this.args.add ? x : zerosLike(x), sinusoidalPositions(length!, size!));
		});
	}

	override computeOutputShape(inputShape: Shape | Shape[]): Shape {
		return toShapes(inputShape)[0];
	}
}
serialization.registerClass(SinePositionEncoding as never);

/** A new `SinePositionEncoding` layer, in the manner of `tf.layers.dense(args)`. */
export function sinePositionEncoding(args: SinePositionEncodingArgs = {}): SinePositionEncoding {
	return new SinePositionEncoding(args);
}
