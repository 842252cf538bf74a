import {
	patchEmbedding,
	positionEmbedding,
	sinePositionEncoding,
	sinusoidalPositions,
	tokenAndPositionEmbedding,
} from "@attention-lab/attention";
import * as tf from "@tensorflow/tfjs";
import { startBackend } from "../backend";

let table: tf.Tensor2D;
let ids: tf.Tensor2D;
beforeAll(async () => {
	await startBackend();
	table = tf.tensor2d([1, 2, 3, 4, 5, 6], [3, 2]);
	ids = tf.tensor2d([2, 1, 2, 0], [2, 2], "int32");
});

describe("positions", () => {
	test("alone as in Keras, added, and from a later place", () => {
		const x = tf.fill([2, 2, 2], 10);
		const of = (args: object, kwargs = {}) => {
			const layer = positionEmbedding({ sequenceLength: 3, ...args });
			layer.apply(x);
			layer.setWeights([table]);
			return (layer.apply(x, kwargs) as tf.Tensor).arraySync();
		};
		expect(of({})).toEqual([
			[
				[1, 2],
				[3, 4],
			],
			[
				[1, 2],
				[3, 4],
			],
		]);
		expect(of({ add: true })).toEqual([
			[
				[11, 12],
				[13, 14],
			],
			[
				[11, 12],
				[13, 14],
			],
		]);
		expect(of({}, { startIndex: 1 })).toEqual([
			[
				[3, 4],
				[5, 6],
			],
			[
				[3, 4],
				[5, 6],
			],
		]);
	});

	test("waves", () => {
		const x = tf.fill([2, 5, 7], 10);
		const waves = sinusoidalPositions(5, 7);
		const of = (add: boolean) => (sinePositionEncoding({ add }).apply(x) as tf.Tensor).dataSync();
		expect(of(false)).toEqual(tf.add(tf.zeros([2, 5, 7]), waves).dataSync());
		expect(of(true)).toEqual(tf.add(x, waves).dataSync());
	});

	test("errors", () => {
		expect(() => positionEmbedding({ sequenceLength: 3 }).apply(tf.ones([1, 5, 2]))).toThrow(
			"PositionEmbedding: L must be at most sequenceLength, got L=5, sequenceLength=3",
		);
		expect(() => positionEmbedding({ sequenceLength: 3, initializer: "nothing" as "zeros" })).toThrow(
			/^PositionEmbedding: initializer must be one of glorotNormal, .*zeros, got initializer="nothing"$/,
		);
		expect(() => sinePositionEncoding().apply(tf.ones([5, 2]))).toThrow(
			"SinePositionEncoding: inputs must be one tensor of shape [B, L, M], got inputs=[5,2]",
		);
	});
});

describe("tokens and positions", () => {
	const make = () => {
		const args = { vocabularySize: 3, sequenceLength: 3, embeddingDim: 2, maskZero: true };
		const layer = tokenAndPositionEmbedding(args);
		layer.apply(ids);
		layer.setWeights([table, tf.mul(table, 10)]);
		return layer;
	};

	test("by hand", () => {
		const layer = make();
		expect((layer.apply(ids) as tf.Tensor).arraySync()).toEqual([
			[
				[15, 26],
				[33, 44],
			],
			[
				[15, 26],
				[31, 42],
			],
		]);
		expect(layer.computeMask(ids).arraySync()).toEqual([
			[1, 1],
			[1, 0],
		]);
	});

	test("the gradient of a token is summed over its places, that of an absent one is 0", () => {
		const layer = make();
		const probe = tf.tensor3d([
			[
				[1, 2],
				[3, 4],
			],
			[
				[5, 6],
				[7, 8],
			],
		]);
		const twice = tf.tensor2d(
			[
				[2, 1],
				[2, 2],
			],
			[2, 2],
			"int32",
		);
		const { grads } = tf.variableGrads(() => tf.sum(tf.mul(layer.apply(twice) as tf.Tensor, probe)) as tf.Scalar);
		const [tokens, positions] = layer.weights.map((weight) => grads[weight.name].arraySync());
		expect(tokens).toEqual([
			[0, 0],
			[3, 4],
			[13, 16],
		]);
		expect(positions).toEqual([
			[6, 8],
			[10, 12],
			[0, 0],
		]);
	});

	test("errors", () => {
		expect(() => make().apply(tf.ones([1, 4]))).toThrow(
			"TokenAndPositionEmbedding: L must be at most sequenceLength, got L=4, sequenceLength=3",
		);
		const fresh = tokenAndPositionEmbedding({ vocabularySize: 3, sequenceLength: 3, embeddingDim: 2 });
		expect(() => fresh.apply(tf.ones([1, 4, 2]))).toThrow(
			"TokenAndPositionEmbedding: inputs must be one tensor of shape [B, L], got inputs=[1,4,2]",
		);
	});
});

describe("patches", () => {
	test("row by row, by hand: the sum of each patch, after the class token", () => {
		const layer = patchEmbedding({ patchSize: [1, 2], hiddenDim: 1, useClassToken: true });
		const image = tf.tensor4d([1, 2, 10, 20, 3, 4, 30, 40], [1, 2, 4, 1]);
		layer.apply(image);
		layer.setWeights([tf.ones([2, 1]), tf.tensor1d([0.5]), tf.tensor3d([[[7]]])]);
		expect((layer.apply(image) as tf.Tensor).arraySync()).toEqual([[[7], [3.5], [30.5], [7.5], [70.5]]]);
	});

	test("an image of open size", () => {
		const input = tf.input({ shape: [null, null, 3] });
		const outputs = patchEmbedding({ patchSize: 2, hiddenDim: 5 }).apply(input) as tf.SymbolicTensor;
		expect(outputs.shape).toEqual([null, null, 5]);
		const model = tf.model({ inputs: input, outputs });
		expect((model.predict(tf.ones([2, 4, 6, 3])) as tf.Tensor).shape).toEqual([2, 6, 5]);
	});

	test("errors", () => {
		const layer = patchEmbedding({ patchSize: 2, hiddenDim: 5 });
		expect(() => layer.apply(tf.input({ shape: [4, 5, 3] }))).toThrow(
			"PatchEmbedding: height and width must be multiples of patchSize, got images=[,4,5,3], patchSize=[2,2]",
		);
		expect(() => patchEmbedding({ patchSize: 2, hiddenDim: 5 }).apply(tf.ones([4, 5, 3]))).toThrow(
			"PatchEmbedding: inputs must be one tensor of shape [B, height, width, C], got inputs=[4,5,3]",
		);
		expect(() => patchEmbedding({ patchSize: [2] as never, hiddenDim: 5 })).toThrow(
			"PatchEmbedding: patchSize must be one number or two, got patchSize=[2]",
		);
	});
});
