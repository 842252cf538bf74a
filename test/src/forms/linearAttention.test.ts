import { linearAttention } from "@attention-lab/attention";
import * as tf from "@tensorflow/tfjs-core";
import type { Sizes } from "../attend/reference";
import { startBackend } from "../backend";
import { byWeights, draw, far, peakBytes, sharedErrors } from "./draw";

beforeAll(startBackend);
beforeEach(() => tf.engine().startScope());
afterEach(() => tf.engine().endScope());

const elu = (x: number) => (x > 0 ? x + 1 : Math.exp(x));

/** `Σ_d φ(q_id) φ(k_jd)`, the explicit matrix of weights. */
function quadratic(values: { q: number[]; k: number[] }, { H, G, L, S, D }: Sizes, feature = elu) {
	return (b: number, h: number, i: number, j: number) => {
		const g = Math.floor((h * G) / H);
		let sum = 0;
		for (let d = 0; d < D; d++) {
			sum += feature(values.q[((b * H + h) * L + i) * D + d]) * feature(values.k[((b * G + g) * S + j) * D + d]);
		}
		return sum;
	};
}

test("by hand: one query, two keys", () => {
	const q = tf.tensor2d([[1, 0]]);
	const k = tf.tensor2d([
		[1, 0],
		[0, 2],
	]);
	// φ(q) = (2, 1), φ(k) = (2, 1) and (1, 3): weights 5 and 5 of 10
	const out = linearAttention(q, k, tf.tensor2d([[10], [20]]));
	expect(out.shape).toEqual([1, 1]);
	expect(out.dataSync()[0]).toBeCloseTo(15, 5);
});

describe("the quadratic formula in float64", () => {
	test.each<[string, Sizes]>([
		["grouped heads", { B: 2, H: 6, G: 3, L: 5, S: 7, D: 11, E: 13 }],
		["several chunks", { B: 1, H: 2, G: 1, L: 131, S: 131, D: 5, E: 3 }],
		["several chunks, more keys", { B: 1, H: 2, G: 1, L: 67, S: 131, D: 5, E: 3 }],
		["several chunks, more queries", { B: 1, H: 2, G: 2, L: 131, S: 67, D: 5, E: 3 }],
		["a chunk and one", { B: 2, H: 3, G: 3, L: 33, S: 33, D: 7, E: 2 }],
		["one query more", { B: 1, H: 2, G: 1, L: 38, S: 37, D: 5, E: 3 }],
		["one key more", { B: 1, H: 2, G: 1, L: 37, S: 38, D: 5, E: 3 }],
		["one and one", { B: 1, H: 1, G: 1, L: 1, S: 1, D: 1, E: 1 }],
	])("%s", (_, sizes) => {
		const { values, q, k, v } = draw(sizes);
		const weight = quadratic(values, sizes);
		expect(far(linearAttention(q, k, v).dataSync(), byWeights(values.v, sizes, weight))).toBeLessThan(1e-5);
		for (const causal of ["top-left", "bottom-right"] as const) {
			const first = causal === "top-left" ? 0 : sizes.S - sizes.L;
			const wanted = byWeights(values.v, sizes, (b, h, i, j) => (j <= i + first ? weight(b, h, i, j) : 0));
			expect(far(linearAttention(q, k, v, { causal }).dataSync(), wanted)).toBeLessThan(1e-5);
		}
	});

	test("with features of one's own, of another size", () => {
		const sizes = { B: 2, H: 4, G: 2, L: 5, S: 7, D: 3, E: 2 };
		const { values, q, k, v } = draw(sizes);
		const squares = (x: tf.Tensor4D) => tf.concat([tf.square(x), tf.square(x)], 3) as tf.Tensor4D;
		const wanted = byWeights(
			values.v,
			sizes,
			quadratic(values, sizes, (x) => x * x),
		);
		expect(far(linearAttention(q, k, v, { featureMap: squares }).dataSync(), wanted)).toBeLessThan(1e-5);
	});

	test("with lengths, from numbers and from a tensor", () => {
		const sizes = { B: 3, H: 4, G: 2, L: 5, S: 7, D: 11, E: 13 };
		const { values, q, k, v } = draw(sizes);
		const lengths = [7, 0, 3];
		const weight = quadratic(values, sizes);
		const wanted = (first: (b: number) => number) =>
			byWeights(values.v, sizes, (b, h, i, j) => (j < lengths[b] && j <= i + first(b) ? weight(b, h, i, j) : 0));
		const topLeft = wanted(() => 0);
		for (const keyLengths of [lengths, tf.tensor1d(lengths, "int32")]) {
			const got = linearAttention(q, k, v, { keyLengths, causal: "top-left" });
			expect(far(got.dataSync(), topLeft)).toBeLessThan(1e-5);
			expect(tf.max(tf.abs(tf.slice(got, [1], [1]))).dataSync()[0]).toBe(0);
		}
		// Bottom-right counts to the last real key of each batch row.
		const got = linearAttention(q, k, v, { keyLengths: lengths, causal: "bottom-right" });
		expect(
			far(
				got.dataSync(),
				wanted((b) => lengths[b] - 5),
			),
		).toBeLessThan(1e-5);
	});
});

test("rank 2 and rank 3 are rank 4 with one head", () => {
	const { q, k, v } = draw({ B: 2, H: 1, G: 1, L: 5, S: 7, D: 11, E: 13 });
	const whole = linearAttention(q, k, v);
	const [q3, k3, v3] = [q, k, v].map((x) => tf.squeeze(x, [1]));
	expect(far(linearAttention(q3, k3, v3).dataSync(), whole.dataSync())).toBe(0);
	const [q2, k2, v2] = [q3, k3, v3].map((x) => tf.gather(x, 1));
	expect(far(linearAttention(q2, k2, v2).dataSync(), tf.gather(whole, 1).dataSync())).toBeLessThan(1e-6);
});

test("a token that comes later changes no earlier row", () => {
	const { q, k, v } = draw({ B: 1, H: 1, G: 1, L: 67, S: 67, D: 3, E: 2 });
	const before = linearAttention(q, k, v, { causal: true });
	const louder = tf.add(v, tf.cast(tf.greaterEqual(tf.reshape(tf.range(0, 67), [1, 1, 67, 1]), 41), "float32"));
	const change = tf.sum(tf.abs(tf.sub(linearAttention(q, k, louder as tf.Tensor4D, { causal: true }), before)), 3);
	const rows = Array.from(change.dataSync());
	expect(rows.slice(0, 41).every((x) => x === 0)).toBe(true);
	expect(rows.slice(41).every((x) => x > 0.01)).toBe(true);
});

test("gradients through several chunks are those of the quadratic formula", () => {
	const { q, k, v } = draw({ B: 1, H: 4, G: 2, L: 71, S: 83, D: 3, E: 2 });
	const feature = (x: tf.Tensor) => tf.add(tf.relu(x), tf.exp(tf.minimum(x, 0)));
	const open = tf.cast(tf.lessEqual(tf.range(0, 83), tf.expandDims(tf.range(12, 83), 1)), "float32");
	const explicit = (a: tf.Tensor, b: tf.Tensor, c: tf.Tensor) => {
		const weights = tf.mul(
			tf.matMul(feature(tf.reshape(a, [1, 2, 142, 3])), feature(b), false, true),
			tf.concat([open, open]),
		);
		return tf.reshape(tf.div(tf.matMul(weights, c), tf.sum(weights, 3, true)), [1, 4, 71, 2]);
	};
	const loss = (attend: typeof explicit) => (a: tf.Tensor, b: tf.Tensor, c: tf.Tensor) =>
		tf.sum(tf.square(attend(a, b, c)));
	const got = tf.grads(loss((a, b, c) => linearAttention(a, b, c, { causal: "bottom-right" })) as never)([q, k, v]);
	const wanted = tf.grads(loss(explicit) as never)([q, k, v]);
	for (const [at, grad] of got.entries()) expect(far(grad.dataSync(), wanted[at].dataSync())).toBeLessThan(4e-5);
});

test("gradients of rows that see nothing are 0 and finite", () => {
	const { q, k, v } = draw({ B: 2, H: 2, G: 1, L: 5, S: 3, D: 2, E: 3 });
	const loss = (a: tf.Tensor, b: tf.Tensor, c: tf.Tensor) =>
		tf.sum(linearAttention(a, b, c, { keyLengths: [0, 2], causal: "bottom-right" }));
	const grads = tf.grads(loss as never)([q, k, v]);
	for (const grad of grads) expect(grad.dataSync().every(Number.isFinite)).toBe(true);
	const first = (grad: tf.Tensor) => tf.max(tf.abs(tf.slice(grad, [0], [1]))).dataSync()[0];
	expect(grads.map(first)).toEqual([0, 0, 0]);
	expect(tf.max(tf.abs(grads[0])).dataSync()[0]).toBeGreaterThan(1e-3);
});

test.each([undefined, true] as const)("no matrix of L x S, and no L x D x E: causal %s", async (causal) => {
	const [L, D] = [2048, 64];
	const { q, k, v } = draw({ B: 1, H: 1, G: 1, L, S: L, D, E: D });
	const peak = await peakBytes(() => linearAttention(q, k, v, { causal }));
	expect(peak).toBeGreaterThan(4 * L * D);
	expect(peak).toBeLessThan(20 * 4 * L * D);
});

test("nothing is left behind, also by errors", () => {
	const { q, k, v } = draw({ B: 2, H: 2, G: 1, L: 5, S: 5, D: 2, E: 3 });
	const before = tf.memory().numTensors;
	for (let i = 0; i < 1000; i++) {
		linearAttention(q, k, v, { causal: i % 2 === 0, keyLengths: [3, 5] }).dispose();
		if (i % 10 === 0) expect(() => linearAttention(q, k, v, { keyLengths: [3] })).toThrow();
		if (i % 50 === 0) tf.dispose(tf.grad((t) => tf.sum(linearAttention(t, k as tf.Tensor, v, { causal: true })))(q));
	}
	expect(tf.memory().numTensors).toBe(before);
});

describe("errors", () => {
	sharedErrors("linearAttention", linearAttention);
	const z = (...shape: number[]) => tf.zeros(shape);
	const call = (options: object, L = 5) => linearAttention(z(L, 3), z(5, 3), z(5, 2), options);

	test.each<[() => unknown, string]>([
		[() => call({ featureMap: "relu" }), 'featureMap must be "elu" or a function, got featureMap="relu"'],
		[() => call({ featureMap: () => 3 }), "features must be a tensor, got features=3"],
		[
			() => call({ featureMap: (x: tf.Tensor4D) => tf.slice(x, [0, 0, 1, 0]) }),
			"featureMap must keep all axes but the last, got x=[1,1,5,3], features=[1,1,4,3]",
		],
		[
			() => call({ featureMap: (x: tf.Tensor4D) => (x.shape[2] === 4 ? tf.concat([x, x], 3) : x) }, 4),
			"featureMap must give queries and keys as many features, got q=[1,1,4,6], k=[1,1,5,3]",
		],
		[
			() => call({ causal: "bottom-right", keyLengths: tf.tensor1d([3], "int32") }),
			"keyLengths must be numbers where causal is bottom-right, got keyLengths=[1] int32",
		],
		[
			() => call({ causal: true }, 4),
			'causal must be "top-left" or "bottom-right" where L and S differ, got q=[4,3], k=[5,3]',
		],
		[() => call({ causal: "left" }), 'causal must be true, false, "top-left" or "bottom-right", got causal="left"'],
	])("%#", (act, message) => {
		expect(act).toThrow(new Error(`linearAttention: ${message}`));
	});
});
