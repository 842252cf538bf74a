import { nystromAttention, scaledDotProductAttention } from "@attention-lab/attention";
import * as tf from "@tensorflow/tfjs-core";
import { startBackend } from "../backend";
import { draw, far, peakBytes, sharedErrors } from "./draw";

beforeAll(startBackend);
beforeEach(() => tf.engine().startScope());
afterEach(() => tf.engine().endScope());

test("by hand: one landmark gives every query the same weights", () => {
	// F and A are 1, so each row is softmax(mean(q) kᵀ) v: mean(q) = 2, scores 0 and 2 ln 3, weights 1/10 and 9/10
	const q = tf.tensor2d([[1], [3]]);
	const out = nystromAttention(q, tf.tensor2d([[0], [Math.log(3)]]), tf.tensor2d([[10], [20]]), { landmarks: 1 });
	for (const entry of out.dataSync()) expect(entry).toBeCloseTo(19, 4);
});

describe("with as many landmarks as positions", () => {
	const sizes = { B: 2, H: 6, G: 3, L: 7, S: 7, D: 11, E: 13 };

	test("it is exact", () => {
		const { q, k, v } = draw(sizes);
		const wanted = scaledDotProductAttention(q, k, v).dataSync();
		const gap = (iterations: number) => far(nystromAttention(q, k, v, { landmarks: 7, iterations }).dataSync(), wanted);
		expect(gap(24)).toBeLessThan(2e-3);
		expect(gap(24)).toBeLessThan(gap(3) / 10);
	});

	test("and so it is with lengths, also of 0", () => {
		const { q, k, v } = draw(sizes);
		const mask = tf.reshape(
			tf.tensor2d([...Array(7).keys()].map((j) => Number(j < 5)).concat(Array(7).fill(0)), [2, 7], "bool"),
			[2, 1, 1, 7],
		);
		const got = nystromAttention(q, k, v, { landmarks: 7, iterations: 24, keyLengths: [5, 0] });
		expect(far(got.dataSync(), scaledDotProductAttention(q, k, v, { mask }).dataSync())).toBeLessThan(2e-3);
		expect(tf.max(tf.abs(tf.slice(got, [1], [1]))).dataSync()[0]).toBe(0);
	});
});

test("the estimate is nearer with more landmarks where neighbours are alike", () => {
	// Queries and keys that change slowly along the text.
	const L = 61;
	const wave = (seed: number, size: number) =>
		tf.tensor4d(
			Array.from({ length: L * size }, (_, at) => {
				const [i, d] = [Math.floor(at / size), at % size];
				return Math.sin((i * (d + seed)) / 41 + d * seed);
			}),
			[1, 1, L, size],
		);
	const [q, k, v] = [wave(1, 5), wave(2, 5), wave(3, 7)];
	const wanted = scaledDotProductAttention(q, k, v).dataSync();
	const gaps = [3, 8, 20].map((landmarks) =>
		far(nystromAttention(q, k, v, { landmarks, iterations: 12 }).dataSync(), wanted),
	);
	expect(gaps[1]).toBeLessThan(gaps[0] / 20);
	expect(gaps[2]).toBeLessThan(gaps[1] / 1.5);
});

test("keys past the length change nothing", () => {
	const { q, k, v } = draw({ B: 2, H: 2, G: 1, L: 5, S: 7, D: 3, E: 2 });
	const options = { landmarks: 3, keyLengths: [4, 1] };
	const shift = tf.cast(tf.greaterEqual(tf.reshape(tf.range(0, 7), [1, 1, 7, 1]), 4), "float32");
	const got = nystromAttention(q, k, v, options).dataSync();
	expect(far(nystromAttention(q, tf.add(k, shift), tf.sub(v, shift), options).dataSync(), got)).toBe(0);
	expect(got.every(Number.isFinite)).toBe(true);
});

test("rank 2 and rank 3 are rank 4 with one head", () => {
	const { q, k, v } = draw({ B: 2, H: 1, G: 1, L: 5, S: 7, D: 11, E: 13 });
	const options = { landmarks: 3 };
	const whole = nystromAttention(q, k, v, options);
	const [q3, k3, v3] = [q, k, v].map((x) => tf.squeeze(x, [1]));
	expect(far(nystromAttention(q3, k3, v3, options).dataSync(), whole.dataSync())).toBe(0);
	const [q2, k2, v2] = [q3, k3, v3].map((x) => tf.gather(x, 1));
	expect(far(nystromAttention(q2, k2, v2, options).dataSync(), tf.gather(whole, 1).dataSync())).toBeLessThan(1e-5);
});

test("gradients of a row without keys are 0 and finite", () => {
	const { q, k, v } = draw({ B: 2, H: 2, G: 1, L: 5, S: 3, D: 2, E: 3 });
	const loss = (a: tf.Tensor, b: tf.Tensor, c: tf.Tensor) =>
		tf.sum(nystromAttention(a, b, c, { landmarks: 2, keyLengths: [0, 2] }));
	for (const grad of tf.grads(loss as never)([q, k, v])) {
		expect(grad.dataSync().every(Number.isFinite)).toBe(true);
		expect(tf.max(tf.abs(tf.slice(grad, [0], [1]))).dataSync()[0]).toBe(0);
		expect(tf.max(tf.abs(tf.slice(grad, [1], [1]))).dataSync()[0]).toBeGreaterThan(0);
	}
});

test("no matrix of L x S", async () => {
	const L = 2048;
	const { q, k, v } = draw({ B: 1, H: 1, G: 1, L, S: L, D: 16, E: 16 });
	const peak = await peakBytes(() => nystromAttention(q, k, v, { landmarks: 16 }));
	expect(peak).toBeLessThan((4 * L * L) / 4);
});

test("nothing is left behind, also by errors", () => {
	const { q, k, v } = draw({ B: 2, H: 2, G: 1, L: 5, S: 5, D: 2, E: 3 });
	const options = { landmarks: 3 };
	const before = tf.memory().numTensors;
	for (let i = 0; i < 1000; i++) {
		nystromAttention(q, k, v, { ...options, keyLengths: [3, 5] }).dispose();
		if (i % 10 === 0) expect(() => nystromAttention(q, k, v, { landmarks: 6 })).toThrow();
		if (i % 50 === 0) tf.dispose(tf.grad((t) => tf.sum(nystromAttention(t, k as tf.Tensor, v, options)))(q));
	}
	expect(tf.memory().numTensors).toBe(before);
});

describe("errors", () => {
	sharedErrors("nystromAttention", (q, k, v, more) => nystromAttention(q, k, v, { landmarks: 2, ...more }));
	const z = (...shape: number[]) => tf.zeros(shape);
	const call = (options: unknown) => nystromAttention(z(7, 4), z(5, 4), z(5, 6), options as { landmarks: number });

	test.each<[() => unknown, string]>([
		[() => call(undefined), "landmarks must be a whole number of at least 1, got landmarks=undefined"],
		[() => call({ landmarks: 0 }), "landmarks must be a whole number of at least 1, got landmarks=0"],
		[() => call({ landmarks: 6 }), "landmarks must be no more than L and S, got landmarks=6, q=[7,4], k=[5,4]"],
		[() => call({ landmarks: 2, iterations: 0 }), "iterations must be a whole number of at least 1, got iterations=0"],
		[
			() => call({ landmarks: 2, scale: Number.POSITIVE_INFINITY }),
			"scale must be a finite number, got scale=Infinity",
		],
	])("%#", (act, message) => {
		expect(act).toThrow(new Error(`nystromAttention: ${message}`));
	});
});
