import {
	multiHeadAttention,
	type TransformerDecoderBlock,
	tokenAndPositionEmbedding,
	transformerDecoderBlock,
	transformerEncoderBlock,
} from "@attention-lab/attention";
import * as tf from "@tensorflow/tfjs";
import { farthest } from "../attend/reference";
import { startBackend } from "../backend";

beforeAll(startBackend);

const args = { numHeads: 2, intermediateDim: 11, seed: 5 };

test("one block learns to reverse, and looks where it should", async () => {
	const [L, V, rows] = [7, 11, 512];
	const ids = tf.input({ shape: [L], dtype: "int32" });
	const table = { vocabularySize: V, sequenceLength: L, embeddingDim: 32, seed: 1 };
	const embedded = tokenAndPositionEmbedding(table).apply(ids) as tf.SymbolicTensor;
	const layer = transformerEncoderBlock({ numHeads: 2, intermediateDim: 32, seed: 2 });
	const seen = layer.apply(embedded) as tf.SymbolicTensor;
	const outputs = tf.layers.dense({ units: V, activation: "softmax" }).apply(seen) as tf.SymbolicTensor;
	const model = tf.model({ inputs: ids, outputs });
	model.compile({ optimizer: tf.train.adam(0.01), loss: "sparseCategoricalCrossentropy" });
	const draw = (seed: number) => {
		const x = tf.randomUniform([rows, L], 0, V, "int32", seed);
		return { x, y: tf.reverse(x, 1) };
	};
	const { x, y } = draw(3);
	await model.fit(x, tf.cast(tf.expandDims(y, 2), "float32"), { epochs: 20, batchSize: 64, verbose: 0 });
	const fresh = draw(4);
	const right = tf.equal(tf.argMax(model.predict(fresh.x) as tf.Tensor, -1), fresh.y);
	expect(tf.mean(tf.cast(right, "float32")).dataSync()[0]).toBeGreaterThan(0.98);

	const embed = tf.model({ inputs: ids, outputs: embedded });
	const { weights } = layer.callWithWeights(embed.predict(fresh.x) as tf.Tensor);
	const opposite = tf.mean(tf.max(tf.mul(weights, tf.reverse(tf.eye(L), 0)), [1, 3])).dataSync()[0];
	expect(opposite).toBeGreaterThan(0.8);
});

describe("decoder", () => {
	const run = (layer: TransformerDecoderBlock, x: tf.Tensor) => layer.apply(x) as tf.Tensor;

	test("no position looks past itself, unless it may", () => {
		const x = tf.randomNormal([1, 5, 6], 0, 1, "float32", 1);
		const other = tf.concat([tf.slice(x, [0, 0, 0], [1, 3, 6]), tf.ones([1, 2, 6])], 1);
		const first = (layer: TransformerDecoderBlock, of: tf.Tensor) =>
			tf.slice(run(layer, of), [0, 0, 0], [1, 3, 6]).dataSync();
		const causal = transformerDecoderBlock(args);
		expect(farthest(first(causal, other), first(causal, x))).toBeLessThan(1e-6);
		const open = transformerDecoderBlock({ ...args, causal: false });
		expect(farthest(first(open, other), first(open, x))).toBeGreaterThan(1e-3);
	});

	test("masks of the caller's own, for each attention", () => {
		const layer = transformerDecoderBlock(args);
		const attentionMask = tf.tensor2d(
			[
				[1, 0],
				[0, 1],
			],
			[2, 2],
			"bool",
		);
		const encoderAttentionMask = tf.tensor2d(
			[
				[1, 0, 0],
				[0, 1, 1],
			],
			[2, 3],
			"bool",
		);
		const { weights, crossWeights } = layer.callWithWeights([tf.ones([1, 2, 6]), tf.ones([1, 3, 10])], {
			attentionMask,
			encoderAttentionMask,
		});
		expect((weights.arraySync() as number[][][][])[0][1]).toEqual([
			[1, 0],
			[0, 1],
		]);
		expect((crossWeights!.arraySync() as number[][][][])[0][0]).toEqual([
			[1, 0, 0],
			[0, 0.5, 0.5],
		]);
	});
});

test("errors", () => {
	expect(() => transformerEncoderBlock({ ...args, activation: "gleu" as "gelu" })).toThrow(
		'TransformerEncoderBlock: activation must be one of linear, relu, gelu, silu, tanh, got activation="gleu"',
	);
	expect(() => transformerEncoderBlock({ ...args, numHeads: 4 }).apply(tf.ones([1, 2, 6]))).toThrow(
		"TransformerEncoderBlock: the model size M must be a multiple of numHeads, got M=6, numHeads=4",
	);
	expect(() => transformerDecoderBlock({ ...args, layerNormEpsilon: 0 })).toThrow(
		"TransformerDecoderBlock: layerNormEpsilon must be above 0, got layerNormEpsilon=0",
	);
	expect(() => transformerDecoderBlock({ ...args, intermediateDim: 1.5 })).toThrow(
		"TransformerDecoderBlock: intermediateDim must be a whole number of at least 1, got intermediateDim=1.5",
	);
	expect(() => transformerEncoderBlock(args).apply([tf.ones([1, 2, 6]), tf.ones([1, 2, 6])])).toThrow(
		"TransformerEncoderBlock: inputs must be one tensor of shape [B, L, M], got inputs[0]=[1,2,6], inputs[1]=[1,2,6]",
	);
	const layer = transformerDecoderBlock(args);
	layer.apply(tf.ones([1, 2, 6]));
	expect(() => layer.apply([tf.ones([1, 2, 6]), tf.ones([1, 3, 6])])).toThrow(
		"TransformerDecoderBlock: there must be as many inputs as when the layer was built, got inputs=2",
	);
	const both =
		(...shapes: number[][]) =>
		() =>
			multiHeadAttention({ numHeads: 2, keyDim: 3 }).apply(shapes.map((shape) => tf.ones(shape)));
	expect(both([2, 5, 6], [4, 5, 6])).toThrow(
		"MultiHeadAttention: the batches B must agree, got query=[2,5,6], value=[4,5,6]",
	);
	expect(both([2, 5, 6], [2, 5, 6], [2, 7, 6])).toThrow(
		"MultiHeadAttention: key and value must have the same batch B and length S, got value=[2,5,6], key=[2,7,6]",
	);
	expect(() => layer.apply(tf.ones([2, 6]))).toThrow(
		"TransformerDecoderBlock: inputs must be of rank 3, got inputs=[2,6]",
	);
});
