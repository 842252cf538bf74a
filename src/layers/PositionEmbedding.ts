import { add, serialization, slice, type Tensor, tidy, zerosLike } from "@tensorflow/tfjs-core";
import type { LayerVariable, Shape } from "@tensorflow/tfjs-layers";
import { checkWhole, wrong } from "../wrong";
import { AttentionLayer, type Kwargs, type LayerArgs } from "./AttentionLayer";
import { checkSequences, sequences, toShapes } from "./parts/shapes";
import { checkInitializer, type InitializerName } from "./parts/weights";

/** Names and meanings of KerasHub's layer of the same name, and `add`. */
export interface PositionEmbeddingArgs extends LayerArgs {
	/** The most positions there may be. */
	sequenceLength: number;
	/** glorotUniform by default. */
	initializer?: InitializerName;
	/** Give `x + positions`, for a sequential model, instead of the positions alone, which is Keras' way. */
	add?: boolean;
	seed?: number;
}

const NAME = "PositionEmbedding";

/**
 * A learned vector for each place: `out[b, i] = P[i]`, or `x[b, i] + P[i]` with `add`.
 *
 * ```ts
 * const x = tf.input({ shape: [10, 64] });
 * const y = attention.positionEmbedding({ sequenceLength: 10, add: true }).apply(x) as tf.SymbolicTensor;
 * ```
 * Takes and gives [B, L, M], L at most `sequenceLength`. Called on tensors it takes `{ startIndex }`, the place of the
 * first position.
 *
 * Gehring et al. 2017, "Convolutional Sequence to Sequence Learning", section 3.1.
 */
export class PositionEmbedding extends AttentionLayer<PositionEmbeddingArgs> {
	/** @nocollapse */
	static className = NAME;
	private table?: LayerVariable;

	constructor(args: PositionEmbeddingArgs) {
		super(args);
		checkWhole(NAME, "sequenceLength", args.sequenceLength);
		checkInitializer(NAME, "initializer", args.initializer);
	}

	override build(inputShape: Shape | Shape[]): void {
		const [[, , size]] = sequences(NAME, inputShape, 1, 1);
		const { sequenceLength, initializer = "glorotUniform" } = this.args;
		this.table = this.make("position_embeddings", [sequenceLength, size!], initializer);
		this.built = true;
	}

	override call(inputs: Tensor | Tensor[], kwargs: Kwargs): Tensor {
		return tidy(() => {
			this.invokeCallHook(inputs, kwargs);
			const [x] = checkSequences(NAME, inputs);
			const positions = firstRows(NAME, this.table!, x.shape[1]!, kwargs?.startIndex);
			return add(this.args.add ? x : zerosLike(x), positions);
		});
	}

	override computeOutputShape(inputShape: Shape | Shape[]): Shape {
		return toShapes(inputShape)[0];
	}
}
serialization.registerClass(PositionEmbedding as never);

/** `length` rows of a table of positions from `startIndex`, where there are as many. */
export function firstRows(name: string, table: LayerVariable, length: number, startIndex = 0): Tensor {
	const [sequenceLength] = table.shape;
	if (length + startIndex > sequenceLength!) {
		throw wrong(name, "L must be at most sequenceLength", { L: length + startIndex, sequenceLength });
	}
	return slice(table.read(), [startIndex, 0], [length, -1]);
}

/** A new `PositionEmbedding` layer, in the manner of `tf.layers.dense(args)`. */
export function positionEmbedding(args: PositionEmbeddingArgs): PositionEmbedding {
	return new PositionEmbedding(args);
}
