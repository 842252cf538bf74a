import { maxDifference, multiHeadAttention } from "@attention-lab/attention";
import * as tf from "@tensorflow/tfjs";
import { startBackend } from "../backend";
import { saveAndLoad } from "./saveAndLoad";

beforeAll(startBackend);

function selfAttention(args: Parameters<typeof multiHeadAttention>[0], L = 5, M = 6) {
	const input = tf.input({ shape: [L, M] });
	const layer = multiHeadAttention(args);
	const outputs = layer.apply(input) as tf.SymbolicTensor | tf.SymbolicTensor[];
	return { layer, model: tf.model({ inputs: input, outputs }) };
}

test("the formula, by hand: one head, identity projections", () => {
	const layer = multiHeadAttention({ numHeads: 1, keyDim: 2, useBias: false });
	const x = tf.tensor3d([
		[
			[1, 0],
			[0, 1],
		],
	]);
	layer.apply(x);
	layer.setWeights(Array.from({ length: 4 }, () => tf.eye(2)));
	// scores 1/sqrt(2) on the diagonal, 0 beside it: weights 0.66976 and 0.33024
	const { output, weights } = layer.callWithWeights(x);
	expect(weights.shape).toEqual([1, 1, 2, 2]);
	[0.66976, 0.33024, 0.33024, 0.66976].forEach((wanted, i) => {
		expect(weights.dataSync()[i]).toBeCloseTo(wanted, 5);
		expect(output.dataSync()[i]).toBeCloseTo(wanted, 5);
	});
});

test("learns to look one token back", async () => {
	const { model } = selfAttention({ numHeads: 3, keyDim: 7, seed: 1 }, 5, 11);
	model.compile({ optimizer: tf.train.adam(0.02), loss: "meanSquaredError" });
	const tokens = tf.randomUniform([61, 5], 0, 6, "int32", 7);
	const place = tf.tile(tf.expandDims(tf.eye(5), 0), [61, 1, 1]);
	const x = tf.concat([tf.cast(tf.oneHot(tokens, 6), "float32"), place], 2);
	const y = tf.concat([tf.slice(x, [0, 4, 0], [61, 1, 11]), tf.slice(x, [0, 0, 0], [61, 4, 11])], 1);
	const history = await model.fit(x, y, { epochs: 60, batchSize: 61, verbose: 0 });
	const losses = history.history.loss as number[];
	expect(losses[0]).toBeGreaterThan(0.1);
	expect(losses.at(-1)).toBeLessThan(0.02);
});

test("saves and loads to the same numbers", async () => {
	const { model } = selfAttention({ numHeads: 3, keyDim: 7, valueDim: 2, outputDim: 13, causal: true, name: "mha" });
	const x = tf.randomNormal([2, 5, 6]);
	const again = await saveAndLoad(model);
	expect(again.outputs[0].shape).toEqual([null, 5, 13]);
	expect(maxDifference(again.predict(x) as tf.Tensor, model.predict(x) as tf.Tensor)).toBe(0);
	expect(again.getLayer("mha").getConfig()).toMatchObject({ numHeads: 3, keyDim: 7, valueDim: 2, causal: true });
});

test("padding from an embedding closes keys and goes on", () => {
	const ids = tf.input({ shape: [5], dtype: "int32" });
	const embedded = tf.layers.embedding({ inputDim: 11, outputDim: 6, maskZero: true }).apply(ids) as tf.SymbolicTensor;
	const layer = multiHeadAttention({ numHeads: 2, keyDim: 3, returnWeights: true });
	const outputs = layer.apply(embedded) as tf.SymbolicTensor[];
	const model = tf.model({ inputs: ids, outputs });
	const [, weights] = model.predict(tf.tensor2d([[3, 4, 5, 0, 0]], [1, 5], "int32")) as tf.Tensor[];
	const rows = (weights.arraySync() as number[][][][])[0][1];
	for (const row of rows.slice(0, 3)) {
		expect(row.slice(3)).toEqual([0, 0]);
		expect(row.reduce((sum, w) => sum + w)).toBeCloseTo(1, 6);
	}
	for (const row of rows.slice(3)) expect(row).toEqual([0, 0, 0, 0, 0]);
});

test("cross attention: query and value of different lengths and sizes", () => {
	const [decoder, encoder] = [tf.input({ shape: [3, 6] }), tf.input({ shape: [7, 10] })];
	const output = multiHeadAttention({ numHeads: 2, keyDim: 5 }).apply([decoder, encoder]) as tf.SymbolicTensor;
	expect(output.shape).toEqual([null, 3, 6]);
	const model = tf.model({ inputs: [decoder, encoder], outputs: output });
	const result = model.predict([tf.ones([2, 3, 6]), tf.randomNormal([2, 7, 10])]) as tf.Tensor;
	expect(result.shape).toEqual([2, 3, 6]);
});

test("a mask of the caller's own", () => {
	const layer = multiHeadAttention({ numHeads: 2, keyDim: 3 });
	const attentionMask = tf.tensor3d(
		[
			[
				[1, 0],
				[1, 1],
			],
		],
		[1, 2, 2],
		"bool",
	);
	const { weights } = layer.callWithWeights(tf.randomNormal([1, 2, 6]), { attentionMask });
	const value = weights.arraySync() as number[][][][];
	expect(value[0][0][0]).toEqual([1, 0]);
	expect(value[0][1][1][1]).toBeGreaterThan(0);
});

test("dropout only in training, repeatable by seed", () => {
	const x = tf.randomNormal([1, 5, 6], 0, 1, "float32", 3);
	const run = (training: boolean) => {
		const layer = multiHeadAttention({ numHeads: 2, keyDim: 3, dropout: 0.5, seed: 5 });
		return layer.apply(x, { training }) as tf.Tensor;
	};
	expect(maxDifference(run(true), run(true))).toBe(0);
	expect(maxDifference(run(true), run(false))).toBeGreaterThan(1e-3);
	expect(maxDifference(run(false), run(false))).toBe(0);
});

test("weights are built only where somebody wants them", async () => {
	const args = { numHeads: 2, keyDim: 3, dropout: 0.5 };
	const layer = multiHeadAttention(args);
	const x = tf.randomNormal([2, 5, 6]);
	layer.apply(x);
	const runs = async (call: () => unknown) => (await tf.profile(call as () => tf.TensorContainer)).kernelNames;
	const [plain, training, seen] = [
		await runs(() => layer.apply(x)),
		await runs(() => layer.apply(x, { training: true })),
		await runs(() => layer.callWithWeights(x)),
	];
	for (const names of [plain, training]) {
		expect(names).toContain("FusedAttention");
		expect(names).not.toContain("Softmax");
	}
	expect(seen).toContain("Softmax");
	expect(seen).not.toContain("FusedAttention");
});

test("a call leaves only its output", () => {
	const layer = multiHeadAttention({ numHeads: 2, keyDim: 3 });
	const x = tf.randomNormal([1, 5, 6]);
	tf.dispose(layer.apply(x) as tf.Tensor);
	const before = tf.memory().numTensors;
	for (let i = 0; i < 5; i++) tf.dispose(layer.apply(x) as tf.Tensor);
	tf.dispose(layer.callWithWeights(x) as never);
	expect(tf.memory().numTensors).toBe(before);
});

test("errors", () => {
	expect(() => multiHeadAttention({ numHeads: 0, keyDim: 3 })).toThrow(
		"MultiHeadAttention: numHeads must be a whole number of at least 1, got numHeads=0",
	);
	expect(() => multiHeadAttention({ numHeads: 2, keyDim: 3, dropout: 1 })).toThrow(
		"MultiHeadAttention: dropout must be from 0 to below 1, got dropout=1",
	);
	expect(() => multiHeadAttention({ numHeads: 2, keyDim: 3 }).apply(tf.zeros([5, 6]))).toThrow(
		"MultiHeadAttention: inputs must be one to three tensors of shape [B, L, M]",
	);
});
