/** Masks of padding through models of our layers and of TensorFlow.js': what is padded changes nothing. */
import * as attention from "@attention-lab/attention";
import * as tf from "@tensorflow/tfjs";
import { farthest } from "../attend/reference";
import { startBackend } from "../backend";
import { saveAndLoad } from "./saveAndLoad";

beforeAll(startBackend);

type Symbolic = tf.SymbolicTensor;
const [L, S, M] = [5, 7, 6];
const block = { numHeads: 2, intermediateDim: 11, seed: 7 };

const apply = (layer: tf.layers.Layer, x: Symbolic | Symbolic[]) => layer.apply(x) as Symbolic;
const embedding = (maskZero: boolean) => tf.layers.embedding({ inputDim: 11, outputDim: M, maskZero });
const ids = (length: number) => tf.input({ shape: [length], dtype: "int32" });
const row = (...values: number[]) => tf.tensor2d([values], [1, values.length], "int32");

/** The real part, and then as many rows as padding adds. */
function head(y: tf.Tensor, rows: number): Float32Array {
	return tf.slice(y, [0, 0, 0], [1, rows, -1]).dataSync() as Float32Array;
}

/** A model over tokens that run through layers of both libraries. */
function encoder(length: number, ...layers: tf.layers.Layer[]) {
	const input = ids(length);
	return { input, output: layers.reduce((x, layer) => apply(layer, x), input as Symbolic) };
}

test.each([
	["an embedding of TensorFlow.js", () => [embedding(true)]],
	[
		"our embedding",
		() => [
			attention.tokenAndPositionEmbedding({ vocabularySize: 11, sequenceLength: S, embeddingDim: M, maskZero: true }),
		],
	],
	[
		"a dense and a norm between",
		() => [embedding(true), tf.layers.dense({ units: M }), tf.layers.layerNormalization()],
	],
])("%s: a longer row with padding gives what the short row gives", (_name, before) => {
	const input = ids(null as never);
	const layers = [
		...before(),
		attention.transformerEncoderBlock(block),
		attention.multiHeadAttention({ numHeads: 2, keyDim: 3 }),
	];
	const model = tf.model({ inputs: input, outputs: layers.reduce((x, layer) => apply(layer, x), input as Symbolic) });
	const short = model.predict(row(3, 4, 5)) as tf.Tensor;
	const long = model.predict(row(3, 4, 5, 0, 0)) as tf.Tensor;
	expect(farthest(head(long, 3), short.dataSync())).toBeLessThan(1e-6);
	const other = model.predict(row(3, 4, 5, 6, 0)) as tf.Tensor;
	expect(farthest(head(other, 3), short.dataSync())).toBeGreaterThan(1e-3);
});

test("the mask of tf.layers.add, which has an axis too many", () => {
	const input = ids(null as never);
	const x = apply(embedding(true), input);
	const sum = apply(tf.layers.add(), [x, apply(attention.positionEmbedding({ sequenceLength: S }), x)]);
	const outputs = apply(attention.transformerEncoderBlock(block), apply(attention.transformerEncoderBlock(block), sum));
	const model = tf.model({ inputs: input, outputs });
	const short = model.predict(row(3, 4, 5)) as tf.Tensor;
	expect(farthest(head(model.predict(row(3, 4, 5, 0, 0)) as tf.Tensor, 3), short.dataSync())).toBeLessThan(1e-6);
});

describe("attention to an encoder", () => {
	const cross: [string, () => tf.layers.Layer][] = [
		["decoder block", () => attention.transformerDecoderBlock(block)],
		["multi-head", () => attention.multiHeadAttention({ numHeads: 2, keyDim: 3, seed: 1 })],
		["grouped", () => attention.groupedQueryAttention({ headDim: 3, numQueryHeads: 2, numKeyValueHeads: 1, seed: 1 })],
		["additive", () => attention.additiveAttention({ units: 3, seed: 1 })],
	];

	function translator(make: () => tf.layers.Layer, table = embedding) {
		const encoded = encoder(
			null as never,
			table(true),
			attention.transformerEncoderBlock(block),
			tf.layers.dense({ units: M }),
		);
		const decoded = encoder(L, table(false));
		const outputs = apply(make(), [decoded.output, encoded.output]);
		return tf.model({ inputs: [decoded.input, encoded.input], outputs });
	}

	test.each(cross)("%s: does not look at padding, also when loaded", async (_name, make) => {
		const model = translator(make);
		const target = row(1, 2, 3, 4, 5);
		for (const each of [model, await saveAndLoad(model)]) {
			const run = (source: tf.Tensor) => (each.predict([target, source]) as tf.Tensor).dataSync();
			expect(farthest(run(row(7, 8, 9, 0, 0, 0)), run(row(7, 8, 9)))).toBeLessThan(1e-6);
			expect(farthest(run(row(7, 8, 9, 1, 0, 0)), run(row(7, 8, 9)))).toBeGreaterThan(1e-3);
		}
	});

	test("one carrier, also after saving and loading twice", async () => {
		const carriers = (model: tf.LayersModel) => model.layers.filter((layer) => layer.getClassName() === "MaskCarrier");
		const model = translator(cross[0][1]);
		expect(carriers(model).length).toBe(1);
		expect(carriers(await saveAndLoad(await saveAndLoad(model))).length).toBe(1);
	});

	test("none where nothing is masked", () => {
		const [a, b] = [encoder(L, embedding(false)), encoder(S, embedding(false))];
		const outputs = apply(attention.transformerDecoderBlock(block), [a.output, b.output]);
		const model = tf.model({ inputs: [a.input, b.input], outputs });
		expect(model.layers.map((layer) => layer.getClassName())).not.toContain("MaskCarrier");
	});

	test("in training too: gradients do not come from padding", () => {
		// Ours, since that of TensorFlow.js has no gradient on WebAssembly.
		const table = (maskZero: boolean) =>
			attention.tokenAndPositionEmbedding({ vocabularySize: 11, sequenceLength: S, embeddingDim: M, maskZero });
		const model = translator(cross[0][1], table);
		const probe = tf.randomNormal([1, L, M], 0, 1, "float32", 1);
		const loss = (source: tf.Tensor) => () =>
			tf.sum(tf.mul(model.apply([row(1, 2, 3, 4, 5), source], { training: true }) as tf.Tensor, probe)) as tf.Scalar;
		const grads = (source: tf.Tensor) => tf.variableGrads(loss(source)).grads;
		const [long, short] = [grads(row(7, 8, 0, 0)), grads(row(7, 8))];
		expect(Object.keys(short).length).toBe(model.trainableWeights.length);
		for (const name of Object.keys(short)) {
			expect(farthest(long[name].dataSync(), short[name].dataSync())).toBeLessThan(1e-4);
		}
	});
});

test("a mask that belongs to another branch is not taken for one's own", () => {
	const masked = encoder(L, embedding(true), attention.transformerEncoderBlock(block));
	const free = encoder(L, embedding(false), attention.multiHeadAttention({ numHeads: 2, keyDim: 3 }));
	const both = tf.model({ inputs: [masked.input, free.input], outputs: [masked.output, free.output] });
	const alone = tf.model({ inputs: free.input, outputs: free.output });
	const other = row(1, 2, 3, 4, 5);
	const [, beside] = both.predict([row(3, 0, 0, 0, 0), other]) as tf.Tensor[];
	expect(beside.dataSync()).toEqual((alone.predict(other) as tf.Tensor).dataSync());
});

test("on tensors: a mask of each input, and what an embedding's output carries", () => {
	const layer = attention.transformerDecoderBlock(block);
	const [x, encoded] = [tf.randomNormal([1, 2, M], 0, 1, "float32", 1), tf.randomNormal([1, 3, M], 0, 1, "float32", 2)];
	const real = [null, tf.tensor2d([[1, 1, 0]], [1, 3], "bool")];
	const short = (layer.apply([x, tf.slice(encoded, [0, 0, 0], [1, 2, M])]) as tf.Tensor).dataSync();
	expect(farthest((layer.apply([x, encoded], { mask: real }) as tf.Tensor).dataSync(), short)).toBeLessThan(1e-6);

	const table = embedding(true);
	const look = attention.transformerEncoderBlock(block);
	const run = (tokens: tf.Tensor) => look.apply(look.apply(table.apply(tokens) as tf.Tensor) as tf.Tensor) as tf.Tensor;
	expect(farthest(head(run(row(3, 4, 0)), 2), run(row(3, 4)).dataSync())).toBeLessThan(1e-6);
});

test("what one has seen: weights on padding are exactly 0", () => {
	const layer = attention.transformerDecoderBlock(block);
	const mask = [null, tf.tensor2d([[1, 1, 0]], [1, 3], "bool")];
	const inputs = [tf.ones([1, 2, M]), tf.ones([1, 3, M])];
	const { output, weights, crossWeights } = layer.callWithWeights(inputs, { mask });
	expect(farthest(output.dataSync(), (layer.apply(inputs, { mask }) as tf.Tensor).dataSync())).toBeLessThan(1e-6);
	expect(weights.arraySync()).toEqual([
		[
			[
				[1, 0],
				[0.5, 0.5],
			],
			[
				[1, 0],
				[0.5, 0.5],
			],
		],
	]);
	expect(crossWeights!.shape).toEqual([1, 2, 2, 3]);
	expect(Array.from(crossWeights!.dataSync().slice(0, 3))).toEqual([0.5, 0.5, 0]);
});

test("errors", () => {
	const layer = attention.transformerEncoderBlock(block);
	const mask = tf.ones([1, 4], "bool");
	expect(() => layer.apply(tf.ones([1, L, M]), { mask })).toThrow(
		"TransformerEncoderBlock: mask must be of shape [1,5], got mask=[1,4] bool",
	);
	expect(() => layer.apply(tf.ones([1, L, M]), { attentionMask: tf.ones([L, L]) })).toThrow(
		"TransformerEncoderBlock: attentionMask must be bool, got attentionMask=[5,5]",
	);
});
