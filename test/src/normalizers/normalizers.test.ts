/** What every normalizer promises, and the sparse ones against float64 and PyTorch. */
import {
	entmax15,
	gumbelSoftmax,
	hardmax,
	maskedSoftmax,
	type Normalizer,
	sparsemax,
	straightThrough,
} from "@attention-lab/attention";
import * as tf from "@tensorflow/tfjs-core";
import { farthest, numbers } from "../attend/reference";
import { startBackend } from "../backend";
import fixture from "./fixtures/normalizers.json";
import { eachRow, entmax15Row, type Row, softmaxRow, sparsemaxRow } from "./reference";

beforeAll(startBackend);
beforeEach(() => tf.engine().startScope());
afterEach(() => tf.engine().endScope());

const SMOOTH: [keyof typeof fixture & string, Normalizer, Row][] = [
	["maskedSoftmax", maskedSoftmax, softmaxRow],
	["sparsemax", sparsemax, sparsemaxRow],
	["entmax15", entmax15, entmax15Row],
];

const ALL: [string, Normalizer][] = [
	...SMOOTH.map(([name, normalize]): [string, Normalizer] => [name, normalize]),
	["hardmax", hardmax],
	["straightThrough", straightThrough],
	["gumbelSoftmax", gumbelSoftmax({ temperature: 0.7, seed: 3 })],
	["gumbelSoftmax, hard", gumbelSoftmax({ temperature: 0.7, hard: true, seed: 3 })],
];

const LEARNING = ALL.filter(([name]) => name !== "hardmax");

function bool(values: (number | boolean)[], shape: number[]): tf.Tensor {
	return tf.tensor(values.map(Boolean), shape, "bool");
}

function gradientOf(normalize: Normalizer, scores: tf.Tensor, share: tf.Tensor, mask?: tf.Tensor): tf.Tensor {
	return tf.grad((x) => tf.sum(tf.mul(normalize(x, mask), share)))(scores);
}

describe.each(SMOOTH)("%s against PyTorch in float64", (name, normalize) => {
	const { shape, scores, mask, share } = fixture;
	const wanted = fixture[name as "sparsemax"];

	test.each(["plain", "masked"] as const)("%s", (key) => {
		const [x, weight] = [tf.tensor(scores, shape), tf.tensor(share, shape)];
		const seen = key === "masked" ? bool(mask, shape) : undefined;
		expect(farthest(normalize(x, seen).dataSync(), wanted[key].weights)).toBeLessThan(5e-7);
		expect(farthest(gradientOf(normalize, x, weight, seen).dataSync(), wanted[key].gradient)).toBeLessThan(5e-6);
	});
});

describe.each(SMOOTH)("%s against float64 loops", (_name, normalize, row) => {
	test.each([1, 2, 3, 13, 257, 4099])("%i keys", (S) => {
		for (const spread of [0.01, 1, 30]) {
			const scores = numbers(5 * S, 7).map((entry) => Math.fround(entry * spread));
			const may = numbers(5 * S, 11).map((entry) => entry > -1);
			const got = normalize(tf.tensor(scores, [5, S]), bool(may, [5, S]));
			expect(farthest(got.dataSync(), eachRow(row, scores, may, S))).toBeLessThan(2e-6);
		}
	});

	test("gradients, by finite differences", () => {
		const [scores, share] = [numbers(3 * 7, 5), numbers(3 * 7, 13)];
		const may = numbers(3 * 7, 17).map((entry) => entry > -1);
		const loss = (x: number[]) => eachRow(row, x, may, 7).reduce((sum, entry, at) => sum + entry * share[at], 0);
		const wanted = scores.map((entry, at) => {
			const moved = (by: number) => loss(scores.with(at, entry + by));
			return (moved(1e-6) - moved(-1e-6)) / 2e-6;
		});
		const got = gradientOf(normalize, tf.tensor(scores, [3, 7]), tf.tensor(share, [3, 7]), bool(may, [3, 7]));
		expect(farthest(got.dataSync(), wanted)).toBeLessThan(4e-5);
	});
});

describe("by hand", () => {
	test("softmax: 1 : 3, the last masked", () => {
		const weights = maskedSoftmax(tf.tensor1d([0, Math.log(3), 9]), bool([1, 1, 0], [3]));
		expect(farthest(weights.dataSync(), [0.25, 0.75, 0])).toBeLessThan(1e-6);
	});

	test("sparsemax: the threshold of 1 and 0.5 is 0.25", () => {
		expect(Array.from(sparsemax(tf.tensor1d([1, 0.5, -1])).dataSync())).toEqual([0.75, 0.25, 0]);
	});

	test("entmax15: 0.2 + 0.6 and 0.6, squared, are 1 together", () => {
		expect(farthest(entmax15(tf.tensor1d([0.4, 0, -2])).dataSync(), [0.64, 0.36, 0])).toBeLessThan(1e-6);
	});

	test("hardmax: the first of equals", () => {
		expect(Array.from(hardmax(tf.tensor1d([1, 3, 3])).dataSync())).toEqual([0, 1, 0]);
	});
});

describe("rows that are long, or flat, or far", () => {
	test.each(SMOOTH)("%s: one cell and very many half below it", (_name, normalize, row) => {
		const S = 30_011;
		const scores = numbers(S, 3).map((entry, j) => Math.fround(j === 0 ? 0 : -0.5 + entry * 1e-5));
		const got = normalize(tf.tensor1d(scores)).dataSync();
		const wanted = row(scores, new Array(S).fill(true));
		expect(Math.abs(got.reduce((sum, entry) => sum + entry, 0) - 1)).toBeLessThan(3e-4);
		expect(farthest(got, wanted)).toBeLessThan(5e-7);
	});

	test.each([
		["sparsemax", sparsemax, 1.1],
		["entmax15", entmax15, 2.2],
	])("%s: one cell and very many too far below it", (_name, normalize, gap) => {
		const scores = numbers(100_003, 3).map((entry, j) => (j === 7 ? 0 : -gap + entry * 1e-6));
		const weights = normalize(tf.tensor1d(scores)).dataSync();
		expect(weights[7]).toBe(1);
		expect(weights.filter((entry) => entry !== 0)).toHaveLength(1);
	});

	test.each(SMOOTH)("%s: equal scores, equal weights", (_name, normalize) => {
		const weights = normalize(tf.fill([1009], 3.7)).dataSync();
		expect(new Set(weights).size).toBe(1);
		expect(weights[0]).toBeCloseTo(1 / 1009, 7);
		const pair = normalize(tf.tensor1d([2, 5, 2, 5, -40])).dataSync();
		expect([pair[1], pair[0]]).toEqual([pair[3], pair[2]]);
	});

	test.each(ALL)("%s: scores of ±1e30", (_name, normalize) => {
		const weights = normalize(tf.tensor1d([-1e30, 1e30, 0, -1e30]));
		expect(Array.from(weights.dataSync())).toEqual([0, 1, 0, 0]);
	});

	test.each(ALL)("%s: NaN is not hidden", (_name, normalize) => {
		expect(
			normalize(tf.tensor1d([1, Number.NaN, 2]))
				.dataSync()
				.some(Number.isNaN),
		).toBe(true);
	});
});

describe.each(ALL)("%s", (_name, normalize) => {
	const [B, H, L, S] = [2, 3, 5, 11];
	const shape = [B, H, L, S];
	const draw = () => tf.tensor(numbers(B * H * L * S, 3), shape);
	const mask = () => {
		const values = numbers(L * S, 5).map((entry, at) => entry > -0.5 && Math.floor(at / S) !== 2);
		return { values, tensor: bool(values, [L, S]) };
	};

	test("rows sum to one, masked cells and rows that see nothing are exactly 0", () => {
		const { values, tensor } = mask();
		const weights = normalize(draw(), tensor);
		expect([weights.shape, weights.dtype]).toEqual([shape, "float32"]);
		const sums = tf.sum(weights, -1).dataSync();
		for (const [at, sum] of sums.entries()) expect(sum).toBeCloseTo(at % L === 2 ? 0 : 1, 6);
		for (const [at, weight] of weights.dataSync().entries()) {
			if (!values[at % (L * S)]) expect(weight).toBe(0);
			expect(weight).toBeGreaterThanOrEqual(0);
		}
		for (const sum of tf.sum(normalize(draw()), -1).dataSync()) expect(sum).toBeCloseTo(1, 6);
	});

	test("whatever stands in masked cells does not matter, not even NaN", () => {
		const scores = numbers(S, 7);
		const open = scores.map((_, j) => j % 3 !== 1);
		const share = tf.tensor1d(numbers(S, 9));
		const seen = bool(open, [S]);
		const plain = tf.tensor1d(scores);
		const [weights, grad] = [normalize(plain, seen), gradientOf(normalize, plain, share, seen)];
		for (const odd of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 3e38, -3e38]) {
			const x = tf.tensor1d(scores.map((score, j) => (open[j] ? score : odd)));
			expect(normalize(x, seen).dataSync()).toEqual(weights.dataSync());
			expect(gradientOf(normalize, x, share, seen).dataSync()).toEqual(grad.dataSync());
		}
	});

	test("a mask broadcasts, from a scalar up", () => {
		const x = draw();
		const every = (of: tf.Tensor) => normalize(x, tf.logicalAnd(of, tf.ones(shape, "bool"))).dataSync();
		const some = [
			tf.scalar(true, "bool"),
			tf.scalar(false, "bool"),
			bool(
				numbers(S, 1).map((entry) => entry > 0),
				[S],
			),
			bool([1, 0, 1, 1, 0], [L, 1]),
			bool(
				numbers(B * S, 2).map((entry) => entry > 0),
				[B, 1, 1, S],
			),
		];
		for (const each of some) expect(normalize(x, each).dataSync()).toEqual(every(each));
		expect(tf.max(normalize(x, some[1])).dataSync()[0]).toBe(0);
	});

	test("any number of leading axes", () => {
		const values = numbers(2 * 7, 3);
		const pair = [[14], [2, 7], [1, 2, 7], [1, 2, 1, 7], [2, 1, 1, 1, 7]].map((of) => normalize(tf.tensor(values, of)));
		for (const [at, weights] of pair.entries()) {
			expect(weights.shape.at(-1)).toBe(at === 0 ? 14 : 7);
			if (at > 0) expect(weights.dataSync()).toEqual(pair[1].dataSync());
		}
	});

	test("gradients: 0 at masked cells and in rows that see nothing, all finite, rows sum to 0", () => {
		const { values, tensor } = mask();
		const grad = gradientOf(normalize, draw(), tf.tensor(numbers(B * H * L * S, 11), shape), tensor);
		for (const [at, entry] of grad.dataSync().entries()) {
			expect(Number.isFinite(entry)).toBe(true);
			if (!values[at % (L * S)]) expect(Math.abs(entry)).toBe(0);
		}
		expect(tf.max(tf.abs(tf.sum(grad, -1))).dataSync()[0]).toBeLessThan(2e-6);
	});

	test("nothing is left behind, by the gradient neither", () => {
		const [x, seen, share] = [draw(), mask().tensor, tf.ones(shape)];
		const before = tf.memory().numTensors;
		for (let step = 0; step < 5; step++) tf.dispose([normalize(x, seen), gradientOf(normalize, x, share, seen)]);
		expect(tf.memory().numTensors).toBe(before);
	});
});

test.each(LEARNING)("%s: the gradient is not 0 everywhere", (_name, normalize) => {
	const grad = gradientOf(normalize, tf.tensor1d([0.3, 0.1, 0.2]), tf.tensor1d([1, -2, 3]));
	expect(tf.max(tf.abs(grad)).dataSync()[0]).toBeGreaterThan(0.01);
});

test.each(ALL.filter(([name]) => !name.startsWith("gumbel")))(
	"%s commutes with permutations of the keys",
	(_, normalize) => {
		const [scores, order] = [tf.tensor(numbers(3 * 7, 5), [3, 7]), tf.tensor1d([3, 0, 6, 1, 5, 2, 4], "int32")];
		const before = normalize(tf.gather(scores, order, 1));
		expect(farthest(before.dataSync(), tf.gather(normalize(scores), order, 1).dataSync())).toBeLessThan(1e-6);
	},
);

test.each(SMOOTH)("%s: a number added to all scores changes nothing", (_name, normalize) => {
	const scores = tf.tensor(numbers(3 * 7, 5), [3, 7]);
	expect(farthest(normalize(tf.add(scores, 64)).dataSync(), normalize(scores).dataSync())).toBeLessThan(1e-5);
});

describe("hardmax and straightThrough", () => {
	test("hardmax has the gradient 0, everywhere", () => {
		const grad = gradientOf(hardmax, tf.tensor1d([0.3, 0.1, 0.2]), tf.tensor1d([1, -2, 3]));
		expect(Array.from(grad.dataSync())).toEqual([0, 0, 0]);
	});

	test("the best of what may be looked at, the first of equals, -Infinity if there is no better", () => {
		const scores = tf.tensor2d([
			[9, 2, 3, 3],
			[9, -1e38, -3e38, 8],
			[9, -Infinity, -Infinity, 8],
		]);
		const seen = bool([0, 1, 1, 1, 0, 1, 1, 0, 0, 1, 1, 0], [3, 4]);
		for (const normalize of [hardmax, straightThrough]) {
			expect(normalize(scores, seen).arraySync()).toEqual([
				[0, 0, 1, 0],
				[0, 1, 0, 0],
				[0, 1, 0, 0],
			]);
		}
	});

	test("straightThrough is hardmax forward and softmax backward", () => {
		const [x, share] = [tf.tensor(numbers(5 * 7, 3), [5, 7]), tf.tensor(numbers(5 * 7, 5), [5, 7])];
		const seen = bool(
			numbers(5 * 7, 9).map((entry) => entry > -1),
			[5, 7],
		);
		expect(straightThrough(x, seen).dataSync()).toEqual(hardmax(x, seen).dataSync());
		const soft = gradientOf(maskedSoftmax, x, share, seen);
		expect(gradientOf(straightThrough, x, share, seen).dataSync()).toEqual(soft.dataSync());
	});
});
