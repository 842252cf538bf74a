import { attentionWeights, causalMask, paddingMask, scaledDotProductAttention } from "@attention-lab/attention";
import * as tf from "@tensorflow/tfjs-core";
import { startBackend } from "../backend";
import { farthest, numbers, type ReferenceOptions, reference, type Sizes } from "./reference";

beforeAll(startBackend);
beforeEach(() => tf.engine().startScope());
afterEach(() => tf.engine().endScope());

const SIZES: Sizes = { B: 2, H: 6, G: 3, L: 5, S: 7, D: 11, E: 13 };

function draw(sizes: Sizes) {
	const { B, H, G, L, S, D, E } = sizes;
	const values = { q: numbers(B * H * L * D, 1), k: numbers(B * G * S * D, 2), v: numbers(B * G * S * E, 3) };
	return {
		values,
		q: tf.tensor4d(values.q, [B, H, L, D]),
		k: tf.tensor4d(values.k, [B, G, S, D]),
		v: tf.tensor4d(values.v, [B, G, S, E]),
	};
}

function far(options: Parameters<typeof scaledDotProductAttention>[3], same: ReferenceOptions, sizes = SIZES): number {
	const { values, q, k, v } = draw(sizes);
	const wanted = reference(values.q, values.k, values.v, sizes, same);
	const output = scaledDotProductAttention(q, k, v, options);
	const weights = attentionWeights(q, k, options);
	expect(output.shape).toEqual([sizes.B, sizes.H, sizes.L, sizes.E]);
	expect(weights.shape).toEqual([sizes.B, sizes.H, sizes.L, sizes.S]);
	return Math.max(farthest(output.dataSync(), wanted.output), farthest(weights.dataSync(), wanted.weights));
}

test("two tokens by hand", () => {
	const q = tf.tensor2d([[1, 0]]);
	const k = tf.tensor2d([
		[1, 0],
		[0, 1],
	]);
	const v = tf.tensor2d([[10], [20]]);
	// scores 1/sqrt(2) and 0: weights e^0.70711 / (e^0.70711 + 1) = 0.66976 and 0.33024
	const weights = attentionWeights(q, k).dataSync();
	expect(weights[0]).toBeCloseTo(0.66976, 5);
	expect(weights[1]).toBeCloseTo(0.33024, 5);
	expect(scaledDotProductAttention(q, k, v).dataSync()[0]).toBeCloseTo(13.3024, 4);
});

describe("against float64", () => {
	test.each([
		["grouped heads", SIZES],
		["one key head for all", { ...SIZES, G: 1 }],
		["a key head each", { ...SIZES, H: 3, G: 3 }],
		["one query", { ...SIZES, L: 1 }],
		["one key", { ...SIZES, S: 1 }],
		["longer", { B: 1, H: 2, G: 1, L: 131, S: 67, D: 40, E: 8 }],
	])("%s", (_name, sizes) => {
		expect(far({}, {}, sizes)).toBeLessThan(1e-5);
	});

	test("a scale of its own, and 0", () => {
		expect(far({ scale: 0.25 }, { scale: 0.25 })).toBeLessThan(1e-5);
		expect(far({ scale: 0 }, { scale: 0 })).toBeLessThan(1e-6);
	});

	test("causal: both corners where L < S", () => {
		expect(far({ causal: "top-left" }, { may: (_b, _h, i, j) => j <= i })).toBeLessThan(1e-5);
		expect(far({ causal: "bottom-right" }, { may: (_b, _h, i, j) => j <= i + 2 })).toBeLessThan(1e-5);
	});

	test("causal: both corners where L > S, with rows that see nothing", () => {
		const sizes = { ...SIZES, L: 7, S: 5 };
		expect(far({ causal: "top-left" }, { may: (_b, _h, i, j) => j <= i }, sizes)).toBeLessThan(1e-5);
		expect(far({ causal: "bottom-right" }, { may: (_b, _h, i, j) => j <= i - 2 }, sizes)).toBeLessThan(1e-5);
	});

	test("mask and causal intersect", () => {
		const options = { mask: paddingMask([1, 5], 7), causal: "bottom-right" as const };
		expect(far(options, { may: (b, _h, i, j) => j < [1, 5][b] && j <= i + 2 })).toBeLessThan(1e-5);
	});

	test("a bias per head", () => {
		const bias = tf.tensor4d(numbers(6 * 5 * 7, 5), [1, 6, 5, 7]);
		const values = bias.dataSync();
		expect(far({ bias }, { bias: (_b, h, i, j) => values[(h * 5 + i) * 7 + j] })).toBeLessThan(1e-5);
	});

	test("a bias of -Infinity is a masked cell, one of -1e9 is not", () => {
		const closed = tf.tensor1d([0, -Infinity, 0, 0, 0, 0, 0]);
		expect(far({ bias: closed }, { may: (_b, _h, _i, j) => j !== 1 })).toBeLessThan(1e-5);
		const low = tf.fill([7], -1e9);
		expect(far({ bias: low }, { bias: () => -1e9, scale: 0 }, SIZES)).toBeGreaterThan(0);
		const weights = attentionWeights(tf.zeros([3, 2]), tf.zeros([7, 2]), { bias: low });
		expect(weights.dataSync()[0]).toBeCloseTo(1 / 7, 6);
	});
});

test("rank 2 and rank 3 are rank 4 with one head", () => {
	const { q, k, v } = draw({ B: 2, H: 1, G: 1, L: 5, S: 7, D: 11, E: 13 });
	const mask = tf.greater(tf.tensor3d(numbers(2 * 5 * 7, 9), [2, 5, 7]), -1);
	const whole = scaledDotProductAttention(q, k, v, { mask: tf.expandDims(mask, 1) });
	const [q3, k3, v3] = [q, k, v].map((x) => tf.squeeze(x, [1]));
	expect(farthest(scaledDotProductAttention(q3, k3, v3, { mask }).dataSync(), whole.dataSync())).toBe(0);
	const [q2, k2, v2, mask2] = [q3, k3, v3, mask].map((x) => tf.gather(x, 1));
	const second = tf.gather(whole, 1);
	expect(farthest(scaledDotProductAttention(q2, k2, v2, { mask: mask2 }).dataSync(), second.dataSync())).toBeLessThan(
		1e-6,
	);
});

test("rows sum to one, masked cells are exactly 0", () => {
	const { q, k } = draw(SIZES);
	const weights = attentionWeights(q, k, { causal: "top-left" });
	for (const sum of tf.sum(weights, -1).dataSync()) expect(sum).toBeCloseTo(1, 6);
	const above = tf.mul(weights, tf.cast(tf.logicalNot(causalMask(5, 7, "top-left")), "float32"));
	expect(tf.max(above).dataSync()[0]).toBe(0);
});

test("keys and values permuted together change nothing", () => {
	const { q, k, v } = draw(SIZES);
	const order = tf.tensor1d([3, 0, 6, 1, 5, 2, 4], "int32");
	const same = scaledDotProductAttention(q, tf.gather(k, order, 2), tf.gather(v, order, 2));
	expect(farthest(same.dataSync(), scaledDotProductAttention(q, k, v).dataSync())).toBeLessThan(1e-5);
});

test("scores near 1e4 neither overflow nor vanish", () => {
	const q = tf.tensor2d([[1e4], [-1e4]]);
	const weights = attentionWeights(q, tf.tensor2d([[1], [1], [0.5]]), {
		scale: 1,
		mask: tf.tensor1d([1, 1, 1], "bool"),
	});
	expect(Array.from(weights.dataSync())).toEqual([0.5, 0.5, 0, 0, 0, 1]);
});

describe("gradients", () => {
	const sizes: Sizes = { B: 1, H: 2, G: 1, L: 3, S: 5, D: 2, E: 3 };

	test("against finite differences of the float64 reference", () => {
		const { values, q, k, v } = draw(sizes);
		const loss = (a: tf.Tensor4D, b: tf.Tensor4D, c: tf.Tensor4D) =>
			tf.sum(tf.square(scaledDotProductAttention(a, b, c, { causal: "bottom-right" })));
		const got = tf.grads(loss as never)([q, k, v]);
		const may = (_b: number, _h: number, i: number, j: number) => j <= i + 2;
		const value = (x: typeof values) => {
			const { output } = reference(x.q, x.k, x.v, sizes, { may });
			return output.reduce((sum, entry) => sum + entry * entry, 0);
		};
		(["q", "k", "v"] as const).forEach((name, index) => {
			const wanted = values[name].map((entry, at) => {
				const step = 1e-5;
				const moved = (by: number) => ({ ...values, [name]: values[name].with(at, entry + by) });
				return (value(moved(step)) - value(moved(-step))) / (2 * step);
			});
			expect(farthest(got[index].dataSync(), wanted)).toBeLessThan(4e-5);
		});
	});

	test("of rows that see nothing are 0 and finite", () => {
		const { q, k, v } = draw(sizes);
		const mask = tf.tensor2d(
			[
				[1, 1, 0, 0, 0],
				[0, 0, 0, 0, 0],
				[1, 1, 1, 1, 1],
			],
			[3, 5],
			"bool",
		);
		const out = scaledDotProductAttention(q, k, v, { mask });
		expect(tf.sum(tf.abs(tf.slice(out, [0, 0, 1, 0], [1, 2, 1, 3]))).dataSync()[0]).toBe(0);
		const grads = tf.grads(((a: tf.Tensor4D, b: tf.Tensor4D, c: tf.Tensor4D) =>
			tf.sum(scaledDotProductAttention(a, b, c, { mask }))) as never)([q, k, v]);
		for (const grad of grads) expect(grad.dataSync().every(Number.isFinite)).toBe(true);
		expect(tf.sum(tf.abs(tf.slice(grads[0], [0, 0, 1, 0], [1, 2, 1, 2]))).dataSync()[0]).toBe(0);
	});

	test("of a bias with closed cells are finite, and 0 there", () => {
		const { q, k, v } = draw(sizes);
		const bias = tf.tensor1d([0.5, -Infinity, 0, 1, -1]);
		const grad = tf
			.grad((b) => tf.sum(tf.square(scaledDotProductAttention(q, k, v, { bias: b }))))(bias)
			.dataSync();
		expect(Array.from(grad).every(Number.isFinite)).toBe(true);
		expect(grad[1]).toBe(0);
		expect(Math.abs(grad[0])).toBeGreaterThan(1e-3);
	});
});

test("nothing is left behind", () => {
	const { q, k, v } = draw(SIZES);
	const mask = paddingMask([3, 7], 7);
	const before = tf.memory().numTensors;
	for (let i = 0; i < 20; i++) scaledDotProductAttention(q, k, v, { mask, causal: "top-left" }).dispose();
	expect(tf.memory().numTensors).toBe(before);
});

describe("errors", () => {
	const name = "scaledDotProductAttention";
	const z = (...shape: number[]) => tf.zeros(shape);
	const call = (q: unknown, k: unknown, v: unknown, options: unknown = {}) =>
		scaledDotProductAttention(q as tf.Tensor, k as tf.Tensor, v as tf.Tensor, options as never);

	test.each<[() => unknown, string]>([
		[
			() => call(z(2, 4, 7, 8), z(2, 4, 7, 8), z(2, 4, 6, 8)),
			"key and value must have the same length, got k=[2,4,7,8], v=[2,4,6,8]",
		],
		[() => call(z(2, 3), z(2, 5), z(2, 3)), "query and key must have the same head size D, got q=[2,3], k=[2,5]"],
		[() => call(z(2, 3), z(1, 2, 3), z(2, 3)), "query and key must have the same rank, got q=[2,3], k=[1,2,3]"],
		[() => call(z(2, 3, 5), z(3, 3, 5), z(3, 3, 5)), "the batches B must agree, got q=[2,3,5], k=[3,3,5]"],
		[
			() => call(z(1, 5, 2, 3), z(1, 2, 2, 3), z(1, 2, 2, 3)),
			"query heads H must be a multiple of key heads G, got q=[1,5,2,3], k=[1,2,2,3]",
		],
		[
			() => call(z(1, 4, 2, 3), z(1, 2, 2, 3), z(1, 4, 2, 3)),
			"key and value must have the same number of heads, got k=[1,2,2,3], v=[1,4,2,3]",
		],
		[() => call([1], z(2, 3), z(2, 3)), "q must be a tensor, got q=[1]"],
		[() => call(z(3), z(3), z(3)), "q must be of rank 2, 3, 4, got q=[3]"],
		[() => call(tf.zeros([2, 3], "int32"), z(2, 3), z(2, 3)), "q must be float32, got q=[2,3] int32"],
		[
			() => call(z(2, 3), z(5, 3), z(5, 3), { causal: true }),
			'causal must be "top-left" or "bottom-right" where L and S differ, got q=[2,3], k=[5,3]',
		],
		[() => call(z(2, 3), z(2, 3), z(2, 3), { scale: Number.NaN }), "scale must be a finite number, got scale=NaN"],
		[() => call(z(2, 3), z(5, 3), z(5, 3), { mask: z(2, 5) }), "mask must be bool, got mask=[2,5]"],
		[
			() => call(z(2, 3), z(5, 3), z(5, 3), { mask: tf.ones([5, 2], "bool") }),
			"mask must broadcast to [2,5], got mask=[5,2] bool",
		],
		[
			() => call(z(7, 2, 3), z(7, 5, 3), z(7, 5, 3), { mask: tf.ones([3, 2, 5], "bool") }),
			"mask must broadcast to [7,2,5], got mask=[3,2,5] bool",
		],
		[() => call(z(2, 3), z(5, 3), z(5, 3), { bias: z(3) }), "bias must broadcast to [2,5], got bias=[3]"],
		[() => call(z(2, 3), z(0, 3), z(0, 3)), "there must be at least one key, got q=[2,3], k=[0,3]"],
	])("%#", (act, message) => {
		expect(act).toThrow(new Error(`${name}: ${message}`));
	});

	test("a disposed tensor", () => {
		const gone = z(2, 3);
		gone.dispose();
		expect(() => call(gone, z(2, 3), z(2, 3))).toThrow("q must not be disposed, got q=[2,3]");
	});
});
