import { add, concat, reshape, serialization, type Tensor, tidy, transpose, zeros } from "@tensorflow/tfjs-core";
import type { LayerVariable, Shape } from "@tensorflow/tfjs-layers";
import { checkWhole, wrong } from "../wrong";
import { AttentionLayer, type Kwargs, type LayerArgs } from "./AttentionLayer";
import { Projection } from "./parts/Projection";
import { fromRows } from "./parts/rows";
import { shown, toList, toShapes } from "./parts/shapes";
import { checkInitializer, type InitializerName } from "./parts/weights";

/** Names of KerasHub's ViTPatchingAndEmbedding, where it has them; positions are a layer of their own here. */
export interface PatchEmbeddingArgs extends LayerArgs {
	/** Height and width of a patch, or both in one number; the image's must be multiples. */
	patchSize: number | [number, number];
	/** Model size M. */
	hiddenDim: number;
	/** Whether a learned vector goes before the patches, from which a classifier may read; false by default. */
	useClassToken?: boolean;
	/** true by default. */
	usePatchBias?: boolean;
	kernelInitializer?: InitializerName;
	seed?: number;
}

const NAME = "PatchEmbedding";

/**
 * An image as a row of words, its patches: `out[b, n] = flatten(patch_n) W + c`, patches row by row.
 *
 * ```ts
 * const images = tf.input({ shape: [28, 28, 1] });
 * const x = attention.patchEmbedding({ patchSize: 7, hiddenDim: 64, useClassToken: true }).apply(images);  // [B, 17, 64]
 * const y = attention.positionEmbedding({ sequenceLength: 17, add: true }).apply(x) as tf.SymbolicTensor;
 * ```
 * Takes images [B, height, width, C] and gives [B, N, M], N one more with a class token, which comes first.
 *
 * Dosovitskiy et al. 2021, "An Image is Worth 16x16 Words", equation 1.
 */
export class PatchEmbedding extends AttentionLayer<PatchEmbeddingArgs> {
	/** @nocollapse */
	static className = NAME;
	private readonly size: [number, number];
	private projection?: Projection;
	private classToken?: LayerVariable;

	constructor(args: PatchEmbeddingArgs) {
		super(args);
		this.size = typeof args.patchSize === "number" ? [args.patchSize, args.patchSize] : args.patchSize;
		if (!(Array.isArray(this.size) && this.size.length === 2)) {
			throw wrong(NAME, "patchSize must be one number or two", { patchSize: args.patchSize });
		}
		for (const side of this.size) checkWhole(NAME, "patchSize", side);
		checkWhole(NAME, "hiddenDim", args.hiddenDim);
		checkInitializer(NAME, "kernelInitializer", args.kernelInitializer);
		this.supportsMasking = false;
	}

	/** Rows and columns of patches; null where the image's size is open. */
	private grid(shape: Shape): [number | null, number | null] {
		const parts = this.size.map((side, at) => {
			const whole = shape[at + 1];
			if (whole !== null && whole % side !== 0) {
				throw wrong(NAME, "height and width must be multiples of patchSize", { images: shape, patchSize: this.size });
			}
			return whole === null ? null : whole / side;
		});
		return parts as [number | null, number | null];
	}

	override build(inputShape: Shape | Shape[]): void {
		const shapes = toShapes(inputShape);
		const [shape] = shapes;
		if (shapes.length > 1 || shape.length !== 4 || shape[3] === null) {
			throw wrong(NAME, "inputs must be one tensor of shape [B, height, width, C]", shown(shapes));
		}
		const { hiddenDim, usePatchBias: useBias, kernelInitializer, useClassToken } = this.args;
		const pixels = this.size[0] * this.size[1] * shape[3];
		this.projection = new Projection(this.make, "patch", pixels, hiddenDim, { useBias, kernelInitializer });
		if (useClassToken) this.classToken = this.make("class_token", [1, 1, hiddenDim], "zeros");
		this.built = true;
	}

	override call(inputs: Tensor | Tensor[], kwargs: Kwargs): Tensor {
		return tidy(() => {
			this.invokeCallHook(inputs, kwargs);
			const [images] = toList(inputs);
			const [batch, , , channels] = images.shape as number[];
			const [rows, columns] = this.grid(images.shape) as [number, number];
			const [height, width] = this.size;
			const bands = transpose(reshape(images, [batch, rows, height, columns, width * channels]), [0, 1, 3, 2, 4]);
			const patches = fromRows(this.projection!.run(reshape(bands, [-1, height * width * channels])), batch);
			if (this.classToken === undefined) return patches;
			return concat([add(zeros([batch, 1, this.args.hiddenDim]), this.classToken.read()), patches], 1);
		});
	}

	override computeOutputShape(inputShape: Shape | Shape[]): Shape {
		const [shape] = toShapes(inputShape);
		const [rows, columns] = this.grid(shape);
		const patches = rows === null || columns === null ? null : rows * columns + (this.args.useClassToken ? 1 : 0);
		return [shape[0], patches, this.args.hiddenDim];
	}
}
serialization.registerClass(PatchEmbedding as never);

/** A new `PatchEmbedding` layer, in the manner of `tf.layers.dense(args)`. */
export function patchEmbedding(args: PatchEmbeddingArgs): PatchEmbedding {
	return new PatchEmbedding(args);
}
