/** Positions by distance: ALiBi and the buckets of T5. */
import { alibiBias, alibiSlopes, attentionWeights, relativeBias, t5Buckets } from "@attention-lab/attention";
import * as tf from "@tensorflow/tfjs-core";
import { farthest, numbers } from "../attend/reference";
import { startBackend } from "../backend";
import fixture from "./fixtures/positions.json";

beforeAll(startBackend);
beforeEach(() => tf.engine().startScope());
afterEach(() => tf.engine().endScope());

describe("ALiBi", () => {
	test("slopes by hand: 8 heads are 1/2 … 1/256", () => {
		expect(Array.from(alibiSlopes(8).dataSync())).toEqual([1, 2, 3, 4, 5, 6, 7, 8].map((h) => 1 / 2 ** h));
	});

	test.each(Object.entries(fixture.slopes))("slopes of %s heads are those of the authors' code", (H, wanted) => {
		expect(farthest(alibiSlopes(Number(H)).dataSync(), wanted)).toBeLessThan(1e-7);
	});

	test("by hand: two heads, two queries at the end of three keys", () => {
		// slopes 2^-4 and 2^-8; the queries stand at keys 1 and 2
		const [one, two] = alibiBias(2, 2, 3).arraySync()[0];
		expect(one).toEqual([
			[-1 / 16, 0, -1 / 16],
			[-2 / 16, -1 / 16, 0],
		]);
		expect(two).toEqual([
			[-1 / 256, 0, -1 / 256],
			[-2 / 256, -1 / 256, 0],
		]);
		expect(alibiBias(2, 2, 3, "top-left").arraySync()[0][0]).toEqual([
			[0, -1 / 16, -2 / 16],
			[-1 / 16, 0, -1 / 16],
		]);
	});

	test("the last rows of a square are what a decoder needs", () => {
		const square = tf.slice(alibiBias(3, 7), [0, 0, 5, 0], [1, 3, 2, 7]);
		expect(farthest(alibiBias(3, 2, 7).dataSync(), square.dataSync())).toBe(0);
	});

	test("a steeper head looks nearer", () => {
		const [H, L] = [5, 13];
		const zeros = tf.zeros([1, H, L, 2]) as tf.Tensor4D;
		const weights = attentionWeights(zeros, zeros, { bias: alibiBias(H, L), causal: true });
		const own = alibiSlopes(H)
			.arraySync()
			.map((slope, h) => [slope, weights.arraySync()[0][h][L - 1][L - 1]]);
		own.sort((a, b) => a[0] - b[0]);
		for (let h = 1; h < H; h++) expect(own[h][1]).toBeGreaterThan(own[h - 1][1]);
	});
});

describe("T5 buckets", () => {
	test("by hand: 8 buckets, up to distance 16, both directions", () => {
		// 4 a direction: 0 and 1 exact, then edges 2 · 8^(t/2): 2 and 5.66, so 6
		const row = t5Buckets(1, 9, { buckets: 8, maxDistance: 16, alignment: "top-left" }).arraySync()[0];
		expect(row).toEqual([0, 5, 6, 6, 6, 6, 7, 7, 7]);
		const back = t5Buckets(1, 9, { buckets: 8, maxDistance: 16 }).arraySync()[0];
		expect(back).toEqual([3, 3, 3, 2, 2, 2, 2, 1, 0]);
	});

	test.each(fixture.t5)("$buckets buckets to $maxDistance are those of the usual code", ({ runs, ...options }) => {
		const buckets = t5Buckets(1501, 1501, options);
		expect(buckets.dtype).toBe("int32");
		const last = Array.from(tf.slice(buckets, [1500, 0], [1, 1501]).dataSync());
		const first = Array.from(tf.slice(buckets, [0, 0], [1, 1501]).dataSync());
		const all = [...last.slice(0, -1), ...first];
		const starts = all.map((bucket, at) => [bucket, at - 1500]).filter(([bucket], at) => bucket !== all[at - 1]);
		expect(starts).toEqual(runs);
	});

	test("depend on the distance alone, and the last rows of a square are a decoder's", () => {
		const square = t5Buckets(37, 37, { bidirectional: false }).arraySync();
		for (let i = 1; i < 37; i++) expect(square[i].slice(1)).toEqual(square[i - 1].slice(0, -1));
		expect(t5Buckets(3, 37, { bidirectional: false }).arraySync()).toEqual(square.slice(-3));
		expect(Math.max(...square[0])).toBe(0);
	});
});

describe("relative bias", () => {
	const [L, S, H, buckets] = [5, 7, 3, 11];
	const cells = () =>
		tf.tensor2d(
			numbers(L * S, 3).map((x) => Math.floor((x + 2) * 2.7)),
			[L, S],
			"int32",
		);

	test("each cell is its row of the table", () => {
		const table = tf.tensor2d(numbers(buckets * H, 5), [buckets, H]);
		const [rows, which] = [table.arraySync(), cells().arraySync()];
		const bias = relativeBias(table, cells());
		expect(bias.shape).toEqual([1, H, L, S]);
		const got = bias.arraySync()[0];
		for (let h = 0; h < H; h++) {
			for (let i = 0; i < L; i++) {
				for (let j = 0; j < S; j++) expect(got[h][i][j]).toBe(rows[which[i][j]][h]);
			}
		}
	});

	test("the gradient of the table is summed over the cells of a bucket", () => {
		const table = tf.tensor2d(numbers(buckets * H, 5), [buckets, H]);
		const weight = tf.tensor4d(numbers(H * L * S, 9), [1, H, L, S]);
		const got = tf
			.grad((t) => tf.sum(tf.mul(relativeBias(t as tf.Tensor2D, cells()), weight)))(table)
			.dataSync();
		const [w, which] = [weight.dataSync(), cells().dataSync()];
		const wanted = new Float64Array(buckets * H);
		for (let h = 0; h < H; h++) for (let at = 0; at < L * S; at++) wanted[which[at] * H + h] += w[h * L * S + at];
		expect(farthest(got, wanted)).toBeLessThan(1e-5);
	});

	test("the gradient over more cells than are summed at once", () => {
		const many = t5Buckets(307, 311);
		const ones = tf.ones([32, 2]) as tf.Tensor2D;
		const counts = tf
			.grad((t) => tf.sum(relativeBias(t as tf.Tensor2D, many)))(ones)
			.arraySync() as number[][];
		const wanted = new Array(32).fill(0);
		for (const bucket of many.dataSync()) wanted[bucket]++;
		expect(counts.map(([a]) => a)).toEqual(wanted);
		expect(counts.map(([, b]) => b)).toEqual(wanted);
	});
});

test("nothing is left behind", () => {
	const table = tf.ones([32, 3]) as tf.Tensor2D;
	const before = tf.memory().numTensors;
	for (let i = 0; i < 1000; i++) {
		tf.tidy(() => relativeBias(table, t5Buckets(3, 5)).dispose());
		tf.dispose([alibiBias(3, 2, 5), alibiSlopes(5)]);
		if (i % 50 === 0) tf.dispose(tf.grad((t) => tf.sum(relativeBias(t as tf.Tensor2D, t5Buckets(3, 5))))(table));
	}
	expect(tf.memory().numTensors).toBe(before);
});

test.each<[() => unknown, string]>([
	[() => alibiSlopes(0), "alibiSlopes: H must be a whole number of at least 1, got H=0"],
	[() => alibiSlopes("8" as never), 'alibiSlopes: H must be a whole number of at least 1, got H="8"'],
	[() => alibiBias(1.5, 2), "alibiBias: H must be a whole number of at least 1, got H=1.5"],
	[() => alibiBias(2, 0), "alibiBias: L must be a whole number of at least 1, got L=0"],
	[() => alibiBias(2, 3, -1), "alibiBias: S must be a whole number of at least 1, got S=-1"],
	[
		() => alibiBias(2, 3, 3, "left" as never),
		'alibiBias: alignment must be "top-left" or "bottom-right", got alignment="left"',
	],
	[() => t5Buckets(0), "t5Buckets: L must be a whole number of at least 1, got L=0"],
	[() => t5Buckets(3, 3, { buckets: 7 }), "t5Buckets: buckets must be even for two directions, got buckets=7"],
	[() => t5Buckets(3, 3, { buckets: 2 }), "t5Buckets: buckets must be a whole number of at least 4, got buckets=2"],
	[
		() => t5Buckets(3, 3, { buckets: 1, bidirectional: false }),
		"t5Buckets: buckets must be a whole number of at least 2, got buckets=1",
	],
	[
		() => t5Buckets(3, 3, { maxDistance: 8 }),
		"t5Buckets: maxDistance must be a whole number of at least 9, got maxDistance=8",
	],
	[
		() => t5Buckets(3, 3, { bidirectional: 1 as never }),
		"t5Buckets: bidirectional must be true or false, got bidirectional=1",
	],
	[
		() => relativeBias(tf.zeros([3]) as never, tf.zeros([2, 2], "int32")),
		"relativeBias: table must be of rank 2, got table=[3]",
	],
	[() => relativeBias(tf.zeros([3, 2]), tf.zeros([2, 2])), "relativeBias: buckets must be int32, got buckets=[2,2]"],
])("errors %#", (act, message) => {
	expect(act).toThrow(new Error(message));
});
