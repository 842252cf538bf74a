import { groupedQueryAttention, multiHeadAttention } from "@attention-lab/attention";
import * as tf from "@tensorflow/tfjs";
import { farthest } from "../attend/reference";
import { startBackend } from "../backend";

beforeAll(startBackend);

test("it is multi-head attention whose neighbouring heads have the same key and value", () => {
	const [H, G, D, M] = [6, 2, 3, 7];
	const x = tf.randomNormal([2, 5, M], 0, 1, "float32", 1);
	const grouped = groupedQueryAttention({ headDim: D, numQueryHeads: H, numKeyValueHeads: G, causal: true, seed: 2 });
	const output = grouped.apply(x) as tf.Tensor;
	const whole = multiHeadAttention({ numHeads: H, keyDim: D, causal: true });
	whole.apply(x);
	/** Columns of key head g for query heads g·H/G and on. */
	const repeated = tf.tensor1d(
		Array.from({ length: H * D }, (_, at) => Math.floor(Math.floor(at / D) / (H / G)) * D + (at % D)),
		"int32",
	);
	const weights = grouped.getWeights();
	// query, key, value and output, each a kernel and a bias
	whole.setWeights(weights.map((w, at) => (at >= 2 && at < 6 ? tf.gather(w, repeated, w.rank - 1) : w)));
	expect(farthest((whole.apply(x) as tf.Tensor).dataSync(), output.dataSync())).toBeLessThan(1e-6);
	expect(weights.map((w) => w.shape)).toEqual([[7, 18], [18], [7, 6], [6], [7, 6], [6], [18, 7], [7]]);
});

test("its weights are of the query heads", () => {
	const layer = groupedQueryAttention({ headDim: 3, numQueryHeads: 4, numKeyValueHeads: 1 });
	const { weights } = layer.callWithWeights([tf.ones([2, 5, 7]), tf.ones([2, 3, 11])]);
	expect(weights.shape).toEqual([2, 4, 5, 3]);
	expect(farthest(weights.dataSync(), new Array(120).fill(1 / 3))).toBeLessThan(1e-6);
});

test("errors", () => {
	expect(() => groupedQueryAttention({ headDim: 3, numQueryHeads: 4, numKeyValueHeads: 3 })).toThrow(
		"GroupedQueryAttention: numQueryHeads must be a multiple of numKeyValueHeads, got numQueryHeads=4, numKeyValueHeads=3",
	);
	expect(() => groupedQueryAttention({ headDim: 0, numQueryHeads: 4, numKeyValueHeads: 2 })).toThrow(
		"GroupedQueryAttention: headDim must be a whole number of at least 1, got headDim=0",
	);
});
