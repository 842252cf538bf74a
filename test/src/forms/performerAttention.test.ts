import { performerAttention, scaledDotProductAttention } from "@attention-lab/attention";
import * as tf from "@tensorflow/tfjs-core";
import { randomFeatures } from "../../../src/forms/randomFeatures";
import type { Sizes } from "../attend/reference";
import { startBackend } from "../backend";
import { byWeights, draw, far, peakBytes, sharedErrors } from "./draw";

beforeAll(startBackend);
beforeEach(() => tf.engine().startScope());
afterEach(() => tf.engine().endScope());

const SIZES: Sizes = { B: 2, H: 6, G: 3, L: 5, S: 7, D: 11, E: 13 };

/** The estimated `exp(q·k / sqrt(D))`, in float64. */
function estimate(values: { q: number[]; k: number[] }, sizes: Sizes, directions: number[][]) {
	const { H, G, L, S, D } = sizes;
	const feature = (x: number[]) => {
		const scaled = x.map((entry) => entry / D ** 0.25);
		const half = scaled.reduce((sum, entry) => sum + entry * entry, 0) / 2;
		return directions.map((row) => Math.exp(row.reduce((sum, w, d) => sum + w * scaled[d], 0) - half));
	};
	return (b: number, h: number, i: number, j: number) => {
		const [atQ, atK] = [((b * H + h) * L + i) * D, ((b * G + Math.floor((h * G) / H)) * S + j) * D];
		const [one, other] = [feature(values.q.slice(atQ, atQ + D)), feature(values.k.slice(atK, atK + D))];
		return one.reduce((sum, x, r) => sum + x * other[r], 0) / directions.length;
	};
}

describe("random directions", () => {
	test("are orthogonal by blocks, with the lengths of normal rows", () => {
		const [R, D] = [17, 7];
		const rows = randomFeatures(R, D, 3, true).arraySync();
		const dot = (a: number[], b: number[]) => a.reduce((sum, x, i) => sum + x * b[i], 0);
		let between = 0;
		for (let a = 0; a < R; a++) {
			for (let b = 0; b < a; b++) {
				if (Math.floor(a / D) === Math.floor(b / D)) expect(Math.abs(dot(rows[a], rows[b]))).toBeLessThan(1e-5);
				else between = Math.max(between, Math.abs(dot(rows[a], rows[b])));
			}
		}
		expect(between).toBeGreaterThan(0.5);
	});

	test.each([true, false])("have mean 0 and variance 1: orthogonal %s", (orthogonal) => {
		const rows = randomFeatures(4099, 5, 11, orthogonal);
		const { mean, variance } = tf.moments(rows, 0);
		for (const entry of mean.dataSync()) expect(Math.abs(entry)).toBeLessThan(0.06);
		for (const entry of variance.dataSync()) expect(Math.abs(entry - 1)).toBeLessThan(0.08);
	});

	test("are those of the seed", () => {
		const of = (seed: number) => Array.from(randomFeatures(3, 2, seed, true).dataSync());
		expect(of(7)).toEqual(of(7));
		expect(of(7)).not.toEqual(of(8));
		expect(of(7)).not.toEqual(of(7 + 2 ** 32));
		// The first of seed 1, whatever the machine.
		expect(randomFeatures(1, 1, 1, false).dataSync()[0]).toBeCloseTo(1.4043388, 6);
	});
});

test("by hand: one direction weighs keys by how far along it they are", () => {
	// D = 1: φ(x) = exp(ωx - x²/2), so keys 0 and 1 weigh 1 and exp(ω - 1/2), whatever the query
	const w = randomFeatures(1, 1, 5, true).dataSync()[0];
	const share = Math.exp(w - 0.5) / (1 + Math.exp(w - 0.5));
	const out = performerAttention(tf.tensor2d([[0.7]]), tf.tensor2d([[0], [1]]), tf.tensor2d([[10], [20]]), {
		features: 1,
		seed: 5,
	});
	expect(out.dataSync()[0]).toBeCloseTo(10 + 10 * share, 4);
});

describe("the estimate in float64", () => {
	test.each([true, false])("orthogonal %s", (orthogonal) => {
		const { values, q, k, v } = draw(SIZES);
		const options = { features: 19, seed: 7, orthogonal };
		const directions = randomFeatures(19, SIZES.D, 7, orthogonal).arraySync();
		const wanted = byWeights(values.v, SIZES, estimate(values, SIZES, directions));
		expect(far(performerAttention(q, k, v, options).dataSync(), wanted)).toBeLessThan(2e-5);
	});

	test("causal, with lengths", () => {
		const { values, q, k, v } = draw(SIZES);
		const weight = estimate(values, SIZES, randomFeatures(19, SIZES.D, 7, true).arraySync());
		const lengths = [0, 4];
		const wanted = byWeights(values.v, SIZES, (b, h, i, j) =>
			j <= i + lengths[b] - 5 && j < lengths[b] ? weight(b, h, i, j) : 0,
		);
		const got = performerAttention(q, k, v, { features: 19, seed: 7, causal: "bottom-right", keyLengths: lengths });
		expect(far(got.dataSync(), wanted)).toBeLessThan(2e-5);
		expect(tf.max(tf.abs(tf.slice(got, [0], [1]))).dataSync()[0]).toBe(0);
	});
});

describe("against softmax", () => {
	const sizes = { B: 1, H: 2, G: 2, L: 31, S: 37, D: 8, E: 5 };

	/** Root of the mean square error over some seeds. */
	function error(features: number, orthogonal: boolean, causal?: "bottom-right"): number {
		return tf.tidy(() => {
			const { q, k, v } = draw(sizes);
			const [a, b] = [tf.mul(q, 0.6), tf.mul(k, 0.6)] as [tf.Tensor4D, tf.Tensor4D];
			const wanted = scaledDotProductAttention(a, b, v, { causal });
			const squares = [1, 2, 3, 4, 5, 6, 7, 8].map((seed) =>
				tf.mean(tf.squaredDifference(performerAttention(a, b, v, { features, seed, orthogonal, causal }), wanted)),
			);
			return Math.sqrt(tf.mean(tf.stack(squares)).dataSync()[0]);
		});
	}

	test.each([undefined, "bottom-right"] as const)("the error falls as features grow: causal %s", (causal) => {
		const errors = [8, 64, 512].map((features) => error(features, true, causal));
		expect(errors[1]).toBeLessThan(0.75 * errors[0]);
		expect(errors[2]).toBeLessThan(errors[1] / 2);
		expect(errors[2]).toBeLessThan(0.06);
	});

	test("right angles lower it", () => {
		expect(error(16, true)).toBeLessThan(0.95 * error(16, false));
	});
});

test("large inputs neither overflow nor vanish, nor do keys past the length matter", () => {
	const { q, k, v } = draw({ B: 1, H: 1, G: 1, L: 3, S: 5, D: 7, E: 2 });
	const options = { features: 13, seed: 2, keyLengths: [4] };
	const wanted = performerAttention(q, k, v, options);
	const loud = tf.concat([tf.slice(k, [0, 0, 0, 0], [1, 1, 4, 7]), tf.fill([1, 1, 1, 7], 300)], 2) as tf.Tensor4D;
	expect(far(performerAttention(q, loud, v, options).dataSync(), wanted.dataSync())).toBeLessThan(1e-6);
	// Real keys that are so long that all their features are tiny, beside one past the length whose features are not.
	const long = tf.mul(tf.slice(k, [0, 0, 0, 0], [1, 1, 4, 7]), 20) as tf.Tensor4D;
	const alone = performerAttention(q, long, tf.slice(v, [0, 0, 0, 0], [1, 1, 4, 2]), { features: 13, seed: 2 });
	expect(tf.max(tf.abs(alone)).dataSync()[0]).toBeGreaterThan(0.1);
	const beside = performerAttention(q, tf.concat([long, tf.zeros([1, 1, 1, 7])], 2) as tf.Tensor4D, v, options);
	expect(far(beside.dataSync(), alone.dataSync())).toBeLessThan(1e-6);
	const big = performerAttention(tf.mul(q, 1000), tf.mul(k, 0.01), v, options);
	const range = [tf.min(v), tf.max(v)].map((x) => x.dataSync()[0]);
	for (const entry of big.dataSync()) {
		expect(entry).toBeGreaterThan(range[0]);
		expect(entry).toBeLessThan(range[1]);
	}
});

test("gradients against finite differences in float64", () => {
	const sizes = { B: 2, H: 2, G: 1, L: 3, S: 5, D: 2, E: 3 };
	const { values, q, k, v } = draw(sizes);
	const lengths = [5, 3];
	const options = { features: 7, seed: 3, causal: "bottom-right", keyLengths: lengths } as const;
	const directions = randomFeatures(7, 2, 3, true).arraySync();
	const loss = (a: tf.Tensor, b: tf.Tensor, c: tf.Tensor) => tf.sum(tf.square(performerAttention(a, b, c, options)));
	const got = tf.grads(loss as never)([q, k, v]);
	const value = (x: typeof values) => {
		const weight = estimate(x, sizes, directions);
		const out = byWeights(x.v, sizes, (b, h, i, j) =>
			j <= i + lengths[b] - 3 && j < lengths[b] ? weight(b, h, i, j) : 0,
		);
		return out.reduce((sum, entry) => sum + entry * entry, 0);
	};
	(["q", "k", "v"] as const).forEach((name, index) => {
		const wanted = values[name].map((entry, at) => {
			const moved = (by: number) => value({ ...values, [name]: values[name].with(at, entry + by) });
			return (moved(1e-5) - moved(-1e-5)) / 2e-5;
		});
		expect(far(got[index].dataSync(), wanted)).toBeLessThan(4e-5);
	});
});

test("gradients of a row without keys are 0 and finite", () => {
	const { q, k, v } = draw({ B: 2, H: 2, G: 1, L: 5, S: 3, D: 2, E: 3 });
	const loss = (a: tf.Tensor, b: tf.Tensor, c: tf.Tensor) =>
		tf.sum(performerAttention(a, b, c, { features: 5, seed: 1, keyLengths: [0, 2] }));
	for (const grad of tf.grads(loss as never)([q, k, v])) {
		expect(grad.dataSync().every(Number.isFinite)).toBe(true);
		expect(tf.max(tf.abs(tf.slice(grad, [0], [1]))).dataSync()[0]).toBe(0);
	}
});

test("no matrix of L x S", async () => {
	const L = 2048;
	const { q, k, v } = draw({ B: 1, H: 1, G: 1, L, S: L, D: 16, E: 16 });
	const peak = await peakBytes(() => performerAttention(q, k, v, { features: 32, seed: 1, causal: true }));
	expect(peak).toBeLessThan((4 * L * L) / 2);
});

test("nothing is left behind, also by errors", () => {
	const { q, k, v } = draw({ B: 2, H: 2, G: 1, L: 5, S: 5, D: 2, E: 3 });
	const options = { features: 4, seed: 1 };
	const before = tf.memory().numTensors;
	for (let i = 0; i < 1000; i++) {
		performerAttention(q, k, v, { ...options, causal: i % 2 === 0, keyLengths: [3, 5] }).dispose();
		if (i % 10 === 0) expect(() => performerAttention(q, k, v, { ...options, features: 0 })).toThrow();
		if (i % 50 === 0) tf.dispose(tf.grad((t) => tf.sum(performerAttention(t, k as tf.Tensor, v, options)))(q));
	}
	expect(tf.memory().numTensors).toBe(before);
});

describe("errors", () => {
	const options = { features: 4, seed: 1 };
	sharedErrors("performerAttention", (q, k, v, more) => performerAttention(q, k, v, { ...options, ...more }));
	const z = (...shape: number[]) => tf.zeros(shape);
	const call = (more: object | undefined, L = 5) =>
		performerAttention(z(L, 3), z(5, 3), z(5, 2), (more && { ...options, ...more }) as never);

	test.each<[() => unknown, string]>([
		[() => call(undefined), "features must be a whole number of at least 1, got features=undefined"],
		[() => call({ features: 2.5 }), "features must be a whole number of at least 1, got features=2.5"],
		[() => call({ seed: undefined }), "seed must be a whole number of at least 0, got seed=undefined"],
		[() => call({ seed: -1 }), "seed must be a whole number of at least 0, got seed=-1"],
		[() => call({ orthogonal: "yes" }), 'orthogonal must be true or false, got orthogonal="yes"'],
		[
			() => call({ causal: true }, 4),
			'causal must be "top-left" or "bottom-right" where L and S differ, got q=[4,3], k=[5,3]',
		],
	])("%#", (act, message) => {
		expect(act).toThrow(new Error(`performerAttention: ${message}`));
	});
});
