/** Every score against its formula in float64, pair by pair, with gradients for all that it is made from. */
import {
	additiveScore,
	attentionWeights,
	bilinearScore,
	cosineScore,
	dotScore,
	locationScore,
	maskedSoftmax,
	type ScoreFunction,
	scaledDotScore,
} from "@attention-lab/attention";
import * as tf from "@tensorflow/tfjs-core";
import { farthest, numbers } from "../attend/reference";
import { startBackend } from "../backend";

beforeAll(startBackend);
beforeEach(() => tf.engine().startScope());
afterEach(() => tf.engine().endScope());

interface Sizes {
	B: number;
	H: number;
	G: number;
	L: number;
	S: number;
	/** Of a query. */
	D: number;
	/** Of a key. */
	E: number;
}

/** One row of each, the parameters as flat numbers, and the place of the key. */
type Pair = (q: number[], k: number[], parameters: number[][], j: number) => number;

const dot = (a: number[], b: number[]) => a.reduce((sum, x, d) => sum + x * b[d], 0);
const length = (a: number[]) => Math.sqrt(dot(a, a));
const column = (x: number[], size: number, at: number) => x.filter((_, index) => index % size === at);

const A = 7;
const S = 5;

interface Case {
	make: (...parameters: never[]) => ScoreFunction;
	parameters: (sizes: Sizes) => number[][];
	pair: Pair;
	/** Query and key have the same size. */
	alike?: boolean;
}

const additive: Pair = (q, k, [w, u, v, b]) =>
	v.reduce(
		(sum, entry, a) => sum + entry * Math.tanh(dot(q, column(w, A, a)) + dot(k, column(u, A, a)) + (b?.[a] ?? 0)),
		0,
	);

const CASES: Record<string, Case> = {
	dotScore: { make: () => dotScore, parameters: () => [], pair: dot, alike: true },
	scaledDotScore: {
		make: () => scaledDotScore(),
		parameters: () => [],
		pair: (q, k) => dot(q, k) / Math.sqrt(q.length),
		alike: true,
	},
	"scaledDotScore of 0.3": {
		make: () => scaledDotScore(0.3),
		parameters: () => [],
		pair: (q, k) => 0.3 * dot(q, k),
		alike: true,
	},
	additiveScore: {
		make: (queryKernel, keyKernel, vector) => additiveScore({ queryKernel, keyKernel, vector }),
		parameters: ({ D, E }) => [[D, A], [E, A], [A]],
		pair: additive,
	},
	"additiveScore with a bias": {
		make: (queryKernel, keyKernel, vector, bias) => additiveScore({ queryKernel, keyKernel, vector, bias }),
		parameters: ({ D, E }) => [[D, A], [E, A], [A], [A]],
		pair: additive,
	},
	bilinearScore: {
		make: (kernel) => bilinearScore(kernel),
		parameters: ({ D, E }) => [[D, E]],
		pair: (q, k, [kernel]) => k.reduce((sum, entry, e) => sum + entry * dot(q, column(kernel, k.length, e)), 0),
	},
	cosineScore: {
		make: () => cosineScore(),
		parameters: () => [],
		pair: (q, k) => dot(q, k) / length(q) / length(k),
		alike: true,
	},
	"cosineScore at temperature 0.2": {
		make: () => cosineScore({ temperature: 0.2 }),
		parameters: () => [],
		pair: (q, k) => dot(q, k) / length(q) / length(k) / 0.2,
		alike: true,
	},
	locationScore: {
		make: (kernel) => locationScore(kernel),
		parameters: ({ D }) => [[D, S]],
		pair: (q, _k, [kernel], j) => dot(q, column(kernel, S, j)),
	},
};

/** Scores in plain loops; query head h reads key head floor(h·G/H). */
function loops(pair: Pair, [q, k, ...parameters]: number[][], { B, H, G, L, S, D, E }: Sizes): number[] {
	const scores: number[] = [];
	for (let b = 0; b < B; b++) {
		for (let h = 0; h < H; h++) {
			for (let i = 0; i < L; i++) {
				for (let j = 0; j < S; j++) {
					const [atQ, atK] = [((b * H + h) * L + i) * D, ((b * G + Math.floor((h * G) / H)) * S + j) * E];
					scores.push(pair(q.slice(atQ, atQ + D), k.slice(atK, atK + E), parameters, j));
				}
			}
		}
	}
	return scores;
}

function draw({ parameters, alike }: Case, base: Sizes) {
	const sizes = alike ? { ...base, E: base.D } : base;
	const { B, H, G, L, S, D, E } = sizes;
	const shapes = [[B, H, L, D], [B, G, S, E], ...parameters(sizes)];
	const values = shapes.map((shape, at) =>
		numbers(
			shape.reduce((a, b) => a * b),
			at + 1,
		),
	);
	return { sizes, values, tensors: shapes.map((shape, at) => tf.tensor(values[at], shape)) };
}

describe.each(Object.entries(CASES))("%s", (_name, it) => {
	test.each([
		["grouped heads", { B: 2, H: 6, G: 3, L: 7, S, D: 11, E: 13 }],
		["one key head for all", { B: 3, H: 2, G: 1, L: 7, S, D: 11, E: 13 }],
		["a key head each", { B: 2, H: 3, G: 3, L: 7, S, D: 11, E: 13 }],
		["one query of one number", { B: 1, H: 1, G: 1, L: 1, S, D: 1, E: 1 }],
	])("%s", (_, base) => {
		const { sizes, values, tensors } = draw(it, base);
		const [q, k, ...parameters] = tensors as never[];
		const scores = it.make(...parameters)(q, k);
		expect(scores.shape).toEqual([sizes.B, sizes.H, sizes.L, sizes.S]);
		expect(farthest(scores.dataSync(), loops(it.pair, values, sizes))).toBeLessThan(2e-5);
	});

	test("gradients of queries, keys and parameters, against finite differences in float64", () => {
		const { sizes, values, tensors } = draw(it, { B: 1, H: 4, G: 2, L: 3, S, D: 2, E: 3 });
		const weights = numbers(sizes.H * sizes.L * sizes.S, 17);
		const share = tf.tensor(weights, [1, sizes.H, sizes.L, sizes.S]);
		const before = tf.memory().numTensors;
		const got = tf.grads((...all: tf.Tensor[]) => {
			const [q, k, ...parameters] = all as never[];
			return tf.sum(tf.mul(it.make(...parameters)(q, k), share));
		})(tensors);
		expect(tf.memory().numTensors).toBe(before + tensors.length);
		const loss = (all: number[][]) => dot(loops(it.pair, all, sizes), weights);
		for (const [of, grad] of got.entries()) {
			const wanted = values[of].map((entry, at) => {
				const moved = (by: number) => loss(values.with(of, values[of].with(at, entry + by)));
				return (moved(1e-5) - moved(-1e-5)) / 2e-5;
			});
			expect(grad.shape).toEqual(tensors[of].shape);
			expect(farthest(grad.dataSync(), wanted)).toBeLessThan(4e-5);
		}
	});
});

describe("by hand", () => {
	const q = tf4([1, 2]);
	const k = tf4([3, 4], [0, -5]);

	function tf4(...rows: number[][]) {
		return () => tf.tensor4d([[rows]]);
	}

	test.each<[string, () => ScoreFunction, number[]]>([
		["dot: 1·3 + 2·4, 2·-5", () => dotScore, [11, -10]],
		["scaled by 1 / sqrt(2)", () => scaledDotScore(), [7.7781746, -7.0710678]],
		["cosine: 11 / (sqrt(5)·5), -10 / (sqrt(5)·5)", () => cosineScore(), [0.9838699, -0.8944272]],
		// W = [[1, 0], [1, 1]]: qᵀW = [1 + 2, 2]; [3, 2]·[3, 4] = 17, [3, 2]·[0, -5] = -10
		["bilinear", () => bilinearScore(tf.tensor2d([1, 0, 1, 1], [2, 2])), [17, -10]],
		["location: the columns [1, 1] and [0, 2]", () => locationScore(tf.tensor2d([1, 0, 1, 2], [2, 2])), [3, 4]],
		[
			// hidden: tanh(1 + 2 + 0.1·(3 + 4)) = tanh(3.7) and tanh(3 - 0.5); times 2
			"additive with one hidden unit",
			() =>
				additiveScore({
					queryKernel: tf.tensor2d([1, 1], [2, 1]),
					keyKernel: tf.tensor2d([0.1, 0.1], [2, 1]),
					vector: tf.tensor1d([2]),
				}),
			[1.9975565, 1.9732286],
		],
	])("%s", (_name, make, wanted) => {
		expect(farthest(make()(q(), k()).dataSync(), wanted)).toBeLessThan(1e-6);
	});
});

describe("cosine", () => {
	test("the length of a vector does not matter, also where its square is no float32", () => {
		const { tensors, values, sizes } = draw(CASES.cosineScore, { B: 1, H: 2, G: 1, L: 3, S, D: 7, E: 7 });
		const [q, k] = tensors as tf.Tensor4D[];
		const wanted = loops(CASES.cosineScore.pair, values, sizes);
		for (const size of [1e-30, 1e-3, 1e20, 1e35]) {
			const scores = cosineScore()(tf.mul(q, size), tf.mul(k, 1 / size));
			expect(farthest(scores.dataSync(), wanted)).toBeLessThan(1e-6);
		}
	});

	test("a vector of zeros scores 0, and every gradient stays finite", () => {
		const q = tf.tensor4d([0, 0, 0, 1, 2, 3], [1, 1, 2, 3]);
		const k = tf.tensor4d([0, 0, 0, 3, 0, 4], [1, 1, 2, 3]);
		const scores = cosineScore()(q, k).dataSync();
		expect(Array.from(scores.subarray(0, 3))).toEqual([0, 0, 0]);
		expect(scores[3]).toBeCloseTo(15 / 5 / Math.sqrt(14), 6);
		const [dQ, dK] = tf.grads(((a: tf.Tensor4D, b: tf.Tensor4D) => tf.sum(cosineScore()(a, b))) as never)([q, k]);
		for (const grad of [dQ, dK]) {
			const numbers = grad.dataSync();
			expect(Array.from(numbers.subarray(0, 3))).toEqual([0, 0, 0]);
			expect(numbers.every(Number.isFinite)).toBe(true);
			expect(Math.abs(numbers[3])).toBeGreaterThan(1e-3);
		}
	});

	test("a vector turned does not get longer: x · gradient is 0", () => {
		const [q, k] = draw(CASES.cosineScore, { B: 1, H: 2, G: 1, L: 3, S, D: 7, E: 7 }).tensors as tf.Tensor4D[];
		const grad = tf.grad((x) => tf.sum(tf.square(cosineScore()(x as tf.Tensor4D, k))))(q);
		expect(tf.max(tf.abs(tf.sum(tf.mul(grad, q), -1))).dataSync()[0]).toBeLessThan(1e-5);
	});
});

test("scaled dot score and softmax are attentionWeights", () => {
	const [q, k] = draw(CASES.dotScore, { B: 2, H: 6, G: 3, L: 7, S, D: 11, E: 11 }).tensors as tf.Tensor4D[];
	const weights = maskedSoftmax(scaledDotScore()(q, k));
	expect(farthest(weights.dataSync(), attentionWeights(q, k).dataSync())).toBeLessThan(1e-7);
});

test("parameters that are variables are trained through a score", () => {
	const kernel = tf.variable(tf.tensor2d(numbers(6, 3), [2, 3]));
	const [q, k] = [tf.ones([1, 1, 3, 2]) as tf.Tensor4D, tf.ones([1, 1, 5, 3]) as tf.Tensor4D];
	const loss = () => tf.sum(tf.square(bilinearScore(kernel)(q, k))) as tf.Scalar;
	const before = loss().dataSync()[0];
	tf.train.sgd(1e-3).minimize(loss);
	expect(loss().dataSync()[0]).toBeLessThan(before);
	kernel.dispose();
});
