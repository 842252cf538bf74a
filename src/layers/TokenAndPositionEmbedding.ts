import { add, cast, notEqual, serialization, type Tensor, tidy, zerosLike } from "@tensorflow/tfjs-core";
import type { LayerVariable, Shape } from "@tensorflow/tfjs-layers";
import { checkWhole, wrong } from "../wrong";
import { AttentionLayer, type Kwargs, type LayerArgs } from "./AttentionLayer";
import { firstRows } from "./PositionEmbedding";
import { lookUp } from "./parts/lookUp";
import { shown, toList, toShapes } from "./parts/shapes";
import { checkInitializer, type InitializerName } from "./parts/weights";

/** Names and meanings of KerasHub's layer of the same name. */
export interface TokenAndPositionEmbeddingArgs extends LayerArgs {
	/** Tokens are numbered from 0 to below this. */
	vocabularySize: number;
	/** The most positions there may be. */
	sequenceLength: number;
	/** Model size M. */
	embeddingDim: number;
	/** randomUniform by default. */
	embeddingsInitializer?: InitializerName;
	/** Whether token 0 is padding; the layers after it then get a mask. */
	maskZero?: boolean;
	seed?: number;
}

const NAME = "TokenAndPositionEmbedding";

/**
 * What a token is and where it stands, as one learned vector: `out[b, i] = T[ids[b, i]] + P[i]`.
 *
 * ```ts
 * const ids = tf.input({ shape: [20], dtype: "int32" });
 * const args = { vocabularySize: 50, sequenceLength: 20, embeddingDim: 64, maskZero: true };
 * const x = attention.tokenAndPositionEmbedding(args).apply(ids) as tf.SymbolicTensor;  // [B, 20, 64]
 * ```
 * Takes whole numbers [B, L], L at most `sequenceLength`, and gives [B, L, M].
 */
export class TokenAndPositionEmbedding extends AttentionLayer<TokenAndPositionEmbeddingArgs> {
	/** @nocollapse */
	static className = NAME;
	private tokens?: LayerVariable;
	private positions?: LayerVariable;

	constructor(args: TokenAndPositionEmbeddingArgs) {
		super(args);
		checkWhole(NAME, "vocabularySize", args.vocabularySize);
		checkWhole(NAME, "sequenceLength", args.sequenceLength);
		checkWhole(NAME, "embeddingDim", args.embeddingDim);
		checkInitializer(NAME, "embeddingsInitializer", args.embeddingsInitializer);
		this.supportsMasking = args.maskZero === true;
	}

	override build(inputShape: Shape | Shape[]): void {
		checkIds(toShapes(inputShape));
		const { vocabularySize, sequenceLength, embeddingDim, embeddingsInitializer = "randomUniform" } = this.args;
		this.tokens = this.make("token_embeddings", [vocabularySize, embeddingDim], embeddingsInitializer);
		this.positions = this.make("position_embeddings", [sequenceLength, embeddingDim], embeddingsInitializer);
		this.built = true;
	}

	override call(inputs: Tensor | Tensor[], kwargs: Kwargs): Tensor {
		return tidy(() => {
			this.invokeCallHook(inputs, kwargs);
			checkIds(toList(inputs).map((x) => x.shape));
			const ids = cast(toList(inputs)[0], "int32");
			const positions = firstRows(NAME, this.positions!, ids.shape[1]!, kwargs?.startIndex);
			return add(lookUp(this.tokens!.read(), ids), positions);
		});
	}

	override computeOutputShape(inputShape: Shape | Shape[]): Shape {
		return [...toShapes(inputShape)[0], this.args.embeddingDim];
	}

	override computeMask(inputs: Tensor | Tensor[]): Tensor {
		if (!this.args.maskZero) return null as never;
		const [ids] = toList(inputs);
		return tidy(() => notEqual(ids, zerosLike(ids)));
	}
}
serialization.registerClass(TokenAndPositionEmbedding as never);

function checkIds(shapes: Shape[]): void {
	if (shapes.length === 1 && shapes[0].length === 2) return;
	throw wrong(NAME, "inputs must be one tensor of shape [B, L]", shown(shapes));
}

/** A new `TokenAndPositionEmbedding` layer, in the manner of `tf.layers.dense(args)`. */
export function tokenAndPositionEmbedding(args: TokenAndPositionEmbeddingArgs): TokenAndPositionEmbedding {
	return new TokenAndPositionEmbedding(args);
}
