/** What holds for each layer: it trains, saves, loads, freezes, keeps its arguments and leaks nothing. */
import * as attention from "@attention-lab/attention";
import * as tf from "@tensorflow/tfjs";
import { startBackend } from "../backend";
import { saveAndLoad } from "./saveAndLoad";

beforeAll(startBackend);

const [B, L, S, M] = [3, 5, 7, 6];
type Symbolic = tf.SymbolicTensor;
type Made = tf.layers.Layer;

interface Case {
	make: () => Made;
	inputs: number[][];
	weights: number;
	/** Whether the inputs are whole numbers below 11. */
	ids?: boolean;
}

const block = { numHeads: 2, intermediateDim: 13, activation: "gelu", seed: 3 } as const;
const CASES: Record<string, Case> = {
	multiHeadAttention: {
		make: () => attention.multiHeadAttention({ numHeads: 2, keyDim: 3, valueDim: 5, causal: "top-left" }),
		inputs: [
			[L, M],
			[S, 11],
		],
		weights: 8,
	},
	groupedQueryAttention: {
		make: () => attention.groupedQueryAttention({ headDim: 3, numQueryHeads: 4, numKeyValueHeads: 2, useBias: false }),
		inputs: [[L, M]],
		weights: 4,
	},
	"additiveAttention, as in Keras": {
		make: () => attention.additiveAttention(),
		inputs: [
			[L, M],
			[S, M],
		],
		weights: 1,
	},
	"additiveAttention, as in the paper": {
		make: () => attention.additiveAttention({ units: 5, useScale: true, kernelInitializer: "heNormal" }),
		inputs: [
			[L, M],
			[S, 11],
		],
		weights: 4,
	},
	transformerEncoderBlock: {
		make: () => attention.transformerEncoderBlock({ ...block, layerNormEpsilon: 1e-6 }),
		inputs: [[L, M]],
		weights: 16,
	},
	transformerDecoderBlock: {
		make: () => attention.transformerDecoderBlock({ ...block, normalizeFirst: true }),
		inputs: [
			[L, M],
			[S, 11],
		],
		weights: 26,
	},
	"transformerDecoderBlock, alone": {
		make: () => attention.transformerDecoderBlock(block),
		inputs: [[L, M]],
		weights: 16,
	},
	positionEmbedding: {
		make: () => attention.positionEmbedding({ sequenceLength: 7, add: true, initializer: "randomNormal" }),
		inputs: [[L, M]],
		weights: 1,
	},
	sinePositionEncoding: { make: () => attention.sinePositionEncoding(), inputs: [[L, M]], weights: 0 },
	tokenAndPositionEmbedding: {
		make: () => attention.tokenAndPositionEmbedding({ vocabularySize: 11, sequenceLength: 7, embeddingDim: 13 }),
		inputs: [[L]],
		weights: 2,
		ids: true,
	},
	patchEmbedding: {
		make: () => attention.patchEmbedding({ patchSize: [2, 3], hiddenDim: 7, useClassToken: true }),
		inputs: [[4, 9, 5]],
		weights: 3,
	},
};

function modelOf({ make, inputs, ids }: Case) {
	const given = inputs.map((shape) => tf.input({ shape, dtype: ids ? "int32" : "float32" }));
	const layer = make();
	const seen = layer.apply(given.length === 1 ? given[0] : given) as Symbolic;
	// Weights after the layer, so that no gradient is zero for want of a path.
	const outputs = tf.layers.dense({ units: 2, activation: "tanh" }).apply(seen) as Symbolic;
	return { layer, model: tf.model({ inputs: given, outputs }), shape: [B, ...(outputs.shape.slice(1) as number[])] };
}

function data({ inputs, ids }: Case): tf.Tensor[] {
	return inputs.map((shape, at) =>
		ids ? tf.randomUniform([B, ...shape], 0, 11, "int32", at) : tf.randomNormal([B, ...shape], 0, 1, "float32", at),
	);
}

describe.each(Object.entries(CASES))("%s", (_name, shape) => {
	const again = (t: tf.Tensor, times: number) => tf.concat(new Array(times).fill(t));
	const train = (model: tf.LayersModel, x: tf.Tensor[], y: tf.Tensor) =>
		model.fit(x, y, { epochs: 1, batchSize: B, verbose: 0, shuffle: false });

	test("trains: gradients reach every weight, 200 steps leave nothing behind", async () => {
		const { layer, model, shape: out } = modelOf(shape);
		const [x, y] = [data(shape), tf.randomUniform(out, -0.5, 0.5, "float32", 5)];
		expect(layer.trainableWeights.length).toBe(shape.weights);
		model.compile({ optimizer: tf.train.sgd(0.3), loss: "meanSquaredError" });
		const before = layer.getWeights().map((weight) => Array.from(weight.dataSync()));
		await train(model, x, y);
		for (const [at, weight] of layer.getWeights().entries()) {
			// A bias of keys moves all scores of a row alike, and softmax forgets that.
			if (layer.weights[at].originalName.endsWith("key_bias")) continue;
			expect(Array.from(weight.dataSync())).not.toEqual(before[at]);
		}
		const loss = () => (model.evaluate(x, y) as tf.Scalar).dataSync()[0];
		const first = loss();
		const steps = [x.map((t) => again(t, 200)), again(y, 200)] as const;
		const tensors = tf.memory().numTensors;
		await train(model, ...steps);
		expect(tf.memory().numTensors).toBe(tensors);
		expect(loss()).toBeLessThan(first * 0.9);
	});

	test("saves and loads to the same numbers, under the same names", async () => {
		const { layer, model } = modelOf(shape);
		const again = await saveAndLoad(model);
		const [x] = [data(shape)];
		expect((again.predict(x) as tf.Tensor).dataSync()).toEqual((model.predict(x) as tf.Tensor).dataSync());
		const twin = again.getLayer(layer.name);
		expect(twin.getConfig()).toEqual(layer.getConfig());
		expect(twin.weights.map((weight) => weight.originalName)).toEqual(
			layer.weights.map((weight) => weight.originalName),
		);
		expect(again.weights.length).toBe(model.weights.length);
	});

	test("its config makes it again", () => {
		const layer = shape.make();
		const Class = layer.constructor as tf.serialization.SerializableConstructor<tf.layers.Layer> & {
			fromConfig: typeof tf.layers.Layer.fromConfig;
		};
		const again = Class.fromConfig(Class, JSON.parse(JSON.stringify(layer.getConfig())));
		expect(again.getConfig()).toEqual(layer.getConfig());
		expect(again.getClassName()).toBe(layer.getClassName());
	});

	test("frozen, it stays as it is", async () => {
		const { layer, model, shape: out } = modelOf(shape);
		layer.trainable = false;
		expect(layer.trainableWeights).toEqual([]);
		expect(layer.nonTrainableWeights.length).toBe(shape.weights);
		model.compile({ optimizer: "sgd", loss: "meanSquaredError" });
		const before = layer.getWeights().map((weight) => weight.dataSync());
		await train(model, data(shape), tf.zeros(out));
		expect(layer.getWeights().map((weight) => weight.dataSync())).toEqual(before);
	});

	test("a call on tensors leaves only its output, disposing leaves nothing", () => {
		const start = tf.memory().numTensors;
		const layer = shape.make();
		const x = data(shape);
		const call = () => tf.dispose(layer.apply(x.length === 1 ? x[0] : x) as tf.Tensor);
		call();
		const before = tf.memory().numTensors;
		for (let i = 0; i < 5; i++) call();
		expect(tf.memory().numTensors).toBe(before);
		expect(layer.dispose().numDisposedVariables).toBe(shape.weights);
		tf.dispose(x);
		expect(tf.memory().numTensors).toBe(start);
	});
});

test("in a sequential model, beside layers of TensorFlow.js", async () => {
	const model = tf.sequential();
	const tokens = { vocabularySize: 11, sequenceLength: L, embeddingDim: M, maskZero: true, inputShape: [L] };
	model.add(attention.tokenAndPositionEmbedding(tokens));
	model.add(attention.transformerEncoderBlock(block));
	model.add(tf.layers.dropout({ rate: 0.5 }));
	model.add(attention.transformerDecoderBlock(block));
	model.add(tf.layers.globalAveragePooling1d({}));
	model.add(tf.layers.dense({ units: 3, activation: "softmax" }));
	const again = await saveAndLoad(model);
	const x = tf.tensor2d([[3, 4, 5, 0, 0]], [1, L], "int32");
	expect((again.predict(x) as tf.Tensor).dataSync()).toEqual((model.predict(x) as tf.Tensor).dataSync());
});

test("a seed makes the same layer, and no two of its parts alike", () => {
	const make = () => {
		const layer = attention.transformerDecoderBlock({ ...block, dropout: 0.3 });
		const x = tf.ones([B, L, M]);
		return { output: layer.apply([x, x], { training: true }) as tf.Tensor, layer };
	};
	const [one, other] = [make(), make()];
	expect(one.output.dataSync()).toEqual(other.output.dataSync());
	const kernels = one.layer.weights.filter(({ originalName }) => /attention_\w+_kernel/.test(originalName));
	const texts = kernels.map((weight) => weight.read().dataSync().join());
	expect(new Set(texts).size).toBe(8);
});

test("dropout acts in training only", () => {
	const layer = attention.transformerEncoderBlock({ ...block, dropout: 0.5 });
	const x = tf.randomNormal([B, L, M], 0, 1, "float32", 1);
	const run = (training: boolean) => (layer.apply(x, { training }) as tf.Tensor).dataSync();
	expect(run(false)).toEqual(run(false));
	expect(run(true)).not.toEqual(run(false));
	expect(run(true)).not.toEqual(run(true));

	const input = tf.input({ shape: [L, M] });
	const model = tf.model({ inputs: input, outputs: layer.apply(input) as Symbolic });
	const inModel = (training: boolean) => (model.apply(x, { training }) as tf.Tensor).dataSync();
	expect(inModel(false)).toEqual(run(false));
	expect(inModel(true)).not.toEqual(run(false));
});
