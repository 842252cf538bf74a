import { additiveAttention } from "@attention-lab/attention";
import * as tf from "@tensorflow/tfjs";
import { farthest } from "../attend/reference";
import { startBackend } from "../backend";

beforeAll(startBackend);

test("two keys by hand", () => {
	const layer = additiveAttention({ useScale: false });
	const query = tf.tensor3d([[[0, 1]]]);
	const value = tf.tensor3d([
		[
			[0, -1],
			[0, 0],
		],
	]);
	const { output, weights } = layer.callWithWeights([query, value]);
	// scores tanh(0) + tanh(0) = 0 and tanh(0) + tanh(1) = 0.761594: weights 1 / (1 + e^0.761594) = 0.318299 and the rest
	expect(weights.shape).toEqual([1, 1, 2]);
	expect(farthest(weights.dataSync(), [0.318299, 0.681701])).toBeLessThan(1e-5);
	expect(farthest(output.dataSync(), [0, -0.318299])).toBeLessThan(1e-5);
});

test("keys and values permuted together change nothing", () => {
	const layer = additiveAttention({ units: 3, seed: 1 });
	const [query, value] = [tf.randomNormal([2, 5, 7]), tf.randomNormal([2, 3, 11])];
	const order = tf.tensor1d([2, 0, 1], "int32");
	const output = layer.apply([query, value]) as tf.Tensor;
	expect(
		farthest((layer.apply([query, tf.gather(value, order, 1)]) as tf.Tensor).dataSync(), output.dataSync()),
	).toBeLessThan(1e-6);
});

test("causal, and a mask of the caller's own", () => {
	const layer = additiveAttention({ causal: true });
	const x = tf.ones([1, 2, 3]);
	expect(layer.callWithWeights(x).weights.arraySync()).toEqual([
		[
			[1, 0],
			[0.5, 0.5],
		],
	]);
	const attentionMask = tf.tensor2d(
		[
			[1, 1],
			[0, 1],
		],
		[2, 2],
		"bool",
	);
	expect(layer.callWithWeights(x, { attentionMask }).weights.arraySync()).toEqual([
		[
			[1, 0],
			[0, 1],
		],
	]);
});

test("gives its weights to a model that asks for them", () => {
	const [query, value] = [tf.input({ shape: [5, 7] }), tf.input({ shape: [3, 11] })];
	const outputs = additiveAttention({ units: 2, returnWeights: true }).apply([query, value]) as tf.SymbolicTensor[];
	expect(outputs.map((x) => x.shape)).toEqual([
		[null, 5, 11],
		[null, 5, 3],
	]);
	const model = tf.model({ inputs: [query, value], outputs });
	const [, weights] = model.predict([tf.ones([2, 5, 7]), tf.ones([2, 3, 11])]) as tf.Tensor[];
	expect(farthest(tf.sum(weights, -1).dataSync(), new Array(10).fill(1))).toBeLessThan(1e-6);
});

test("errors", () => {
	expect(() => additiveAttention({ units: 0 })).toThrow(
		"AdditiveAttention: units must be a whole number of at least 1, got units=0",
	);
	expect(() => additiveAttention().apply([tf.ones([1, 2, 3]), tf.ones([1, 2, 5])])).toThrow(
		"AdditiveAttention: query and key must have the same size where units is not given, got query=3, key=5",
	);
	const layer = additiveAttention();
	const attentionMask = tf.ones([1, 2, 3, 3], "bool");
	expect(() => layer.apply(tf.ones([1, 3, 5]), { attentionMask })).toThrow(
		"AdditiveAttention: attentionMask must broadcast to [B, L, S], got attentionMask=[1,2,3,3] bool",
	);
});
