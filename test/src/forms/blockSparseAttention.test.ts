import { type BlockSparseOptions, blockSparseAttention, scaledDotProductAttention } from "@attention-lab/attention";
import * as tf from "@tensorflow/tfjs-core";
import { numbers, type ReferenceOptions, reference, type Sizes } from "../attend/reference";
import { startBackend } from "../backend";
import { draw, far, peakBytes, sharedErrors } from "./draw";

beforeAll(startBackend);
beforeEach(() => tf.engine().startScope());
afterEach(() => tf.engine().endScope());

const SIZES: Sizes = { B: 2, H: 6, G: 3, L: 17, S: 23, D: 5, E: 7 };

/** The first block, neighbours, and one far away; nothing for the block of queries 2. */
const rule = (i: number, j: number) => i !== 2 && (j === 0 || Math.abs(i - j) <= 1 || (i === 0 && j === 4));
/** The same as rows. */
const rows = (L: number, S: number) =>
	Array.from({ length: L }, (_, i) => Array.from({ length: S }, (_, j) => rule(i, j)));

function gap(options: BlockSparseOptions, same: ReferenceOptions, sizes = SIZES): number {
	const { values, q, k, v } = draw(sizes);
	const got = blockSparseAttention(q, k, v, options);
	expect(got.shape).toEqual([sizes.B, sizes.H, sizes.L, sizes.E]);
	return far(got.dataSync(), reference(values.q, values.k, values.v, sizes, same).output);
}

test("by hand: each half looks at the other", () => {
	const v = tf.tensor2d([[1], [3], [10], [30]]);
	const zeros = tf.zeros([4, 2]) as tf.Tensor2D;
	const out = blockSparseAttention(zeros, zeros, v, {
		block: 2,
		layout: [
			[false, true],
			[true, false],
		],
	});
	expect(Array.from(out.dataSync())).toEqual([20, 20, 2, 2]);
});

describe("equals masked attention in float64", () => {
	const within = (block: number) => (i: number, j: number) => rule(Math.floor(i / block), Math.floor(j / block));

	test.each([1, 4, 5, 6, 16, 40])("blocks of %s, ragged at the end", (block) => {
		const may = within(block);
		expect(gap({ block, layout: rule }, { may: (_b, _h, i, j) => may(i, j) })).toBeLessThan(1e-5);
	});

	test.each([
		["top-left", 17, 23],
		["bottom-right", 17, 23],
		["top-left", 23, 17],
		["bottom-right", 23, 17],
	] as const)("causal %s, %s queries, %s keys", (causal, L, S) => {
		const first = causal === "top-left" ? 0 : S - L;
		for (const block of [3, 4, 7]) {
			const may = (_b: number, _h: number, i: number, j: number) => within(block)(i, j) && j <= i + first;
			expect(gap({ block, layout: rule, causal }, { may }, { ...SIZES, L, S })).toBeLessThan(1e-5);
		}
	});

	test("with lengths and a scale, from rows of booleans", () => {
		const lengths = [23, 6];
		const may = (b: number, _h: number, i: number, j: number) =>
			within(5)(i, j) && j < lengths[b] && j <= i + lengths[b] - 17;
		const options = { block: 5, layout: rows(4, 5), causal: "bottom-right", scale: 0.25, keyLengths: lengths } as const;
		expect(gap(options, { may, scale: 0.25 })).toBeLessThan(1e-5);
		const keyLengths = tf.tensor1d(lengths, "int32");
		expect(gap({ ...options, keyLengths }, { may, scale: 0.25 })).toBeLessThan(1e-5);
	});

	test.each([undefined, "top-left", "bottom-right"] as const)(
		"all options mean the same there: causal %s",
		(causal) => {
			const { q, k, v } = draw(SIZES);
			const options = { causal, keyLengths: [19, 5], scale: 0.3 };
			const got = blockSparseAttention(q, k, v, { ...options, block: 4, layout: () => true });
			expect(far(got.dataSync(), scaledDotProductAttention(q, k, v, options).dataSync())).toBeLessThan(1e-5);
		},
	);

	test("every block", () => {
		expect(gap({ block: 4, layout: () => true }, {})).toBeLessThan(1e-5);
	});

	test.each([1, 2, 3, 4, 5])("any layout: %s", (seed) => {
		// Rows of one shape that the diagonal runs through, and others; four of ten blocks open.
		const sizes = { ...SIZES, L: 41, S: 41 };
		const open = numbers(11 * 11, seed).map((x) => x > 0.4);
		const layout = Array.from({ length: 11 }, (_, i) => open.slice(i * 11, i * 11 + 11));
		const lengths = [41, 23];
		const may = (b: number, _h: number, i: number, j: number) =>
			layout[Math.floor(i / 4)][Math.floor(j / 4)] && j <= i && j < lengths[b];
		expect(gap({ block: 4, layout, causal: true, keyLengths: lengths }, { may }, sizes)).toBeLessThan(1e-5);
		const free = (_b: number, _h: number, i: number, j: number) => layout[Math.floor(i / 4)][Math.floor(j / 4)];
		expect(gap({ block: 4, layout }, { may: free }, sizes)).toBeLessThan(1e-5);
	});

	test("more cells than are held at once", () => {
		const { q, k, v } = draw({ B: 1, H: 1, G: 1, L: 1109, S: 1109, D: 2, E: 3 });
		const wanted = scaledDotProductAttention(q, k, v, { causal: true });
		const got = blockSparseAttention(q, k, v, { block: 67, layout: () => true, causal: true });
		expect(far(got.dataSync(), wanted.dataSync())).toBeLessThan(1e-5);
		expect(
			far(
				blockSparseAttention(q, k, v, { block: 67, layout: () => true }).dataSync(),
				scaledDotProductAttention(q, k, v).dataSync(),
			),
		).toBeLessThan(1e-5);
	});

	test("no block, no keys", () => {
		const { q, k, v } = draw(SIZES);
		const of = (options: object) => blockSparseAttention(q, k, v, { block: 4, layout: () => false, ...options });
		for (const out of [of({}), of({ layout: () => true, keyLengths: [0, 0] }), of({ causal: "top-left" })]) {
			expect(out.shape).toEqual([2, 6, 17, 7]);
			expect(tf.max(tf.abs(out)).dataSync()[0]).toBe(0);
		}
	});
});

test("rank 2 and rank 3 are rank 4 with one head", () => {
	const { q, k, v } = draw({ ...SIZES, H: 1, G: 1 });
	const options = { block: 4, layout: rule, causal: "bottom-right" } as const;
	const whole = blockSparseAttention(q, k, v, options);
	const [q3, k3, v3] = [q, k, v].map((x) => tf.squeeze(x, [1]));
	expect(far(blockSparseAttention(q3, k3, v3, options).dataSync(), whole.dataSync())).toBe(0);
	const [q2, k2, v2] = [q3, k3, v3].map((x) => tf.gather(x, 1));
	const second = blockSparseAttention(q2, k2, v2, options);
	expect(far(second.dataSync(), tf.gather(whole, 1).dataSync())).toBeLessThan(1e-6);
});

describe("gradients", () => {
	type Attend = (a: tf.Tensor, b: tf.Tensor, c: tf.Tensor) => tf.Tensor;
	const grads = (attend: Attend) => {
		const { q, k, v } = draw(SIZES);
		const loss = (a: tf.Tensor, b: tf.Tensor, c: tf.Tensor) => tf.sum(tf.square(attend(a, b, c)));
		return tf.grads(loss as never)([q, k, v]);
	};

	test("are those of masked attention", () => {
		const cells = Array.from({ length: 17 }, (_, i) =>
			Array.from({ length: 23 }, (_, j) => (rule(Math.floor(i / 4), Math.floor(j / 4)) ? 1 : 0)),
		);
		const mask = tf.tensor2d(cells, [17, 23], "bool");
		const got = grads((a, b, c) => blockSparseAttention(a, b, c, { block: 4, layout: rule, causal: "bottom-right" }));
		const wanted = grads((a, b, c) => scaledDotProductAttention(a, b, c, { mask, causal: "bottom-right" }));
		for (const [at, grad] of got.entries()) expect(far(grad.dataSync(), wanted[at].dataSync())).toBeLessThan(4e-5);
	});

	test("are 0 where there is nothing to see", () => {
		for (const grad of grads((a, b, c) => blockSparseAttention(a, b, c, { block: 4, layout: () => false }))) {
			expect(tf.max(tf.abs(grad)).dataSync()[0]).toBe(0);
		}
	});
});

test("memory grows with the cells that are looked at, not with L x S", async () => {
	const near = (i: number, j: number) => Math.abs(i - j) <= 1;
	const [short, long] = [512, 1024].map((L) => {
		const { q, k, v } = draw({ B: 1, H: 1, G: 1, L, S: L, D: 8, E: 8 });
		return () => peakBytes(() => blockSparseAttention(q, k, v, { block: 32, layout: near, causal: true }));
	});
	expect((await long()) / (await short())).toBeLessThan(2.2);
});

test("nothing is left behind, also by errors", () => {
	const { q, k, v } = draw({ B: 2, H: 2, G: 1, L: 5, S: 5, D: 2, E: 3 });
	const options = { block: 2, layout: rule, causal: true } as const;
	const before = tf.memory().numTensors;
	for (let i = 0; i < 1000; i++) {
		blockSparseAttention(q, k, v, { ...options, keyLengths: [3, 5] }).dispose();
		if (i % 10 === 0) expect(() => blockSparseAttention(q, k, v, { ...options, layout: [] })).toThrow();
		if (i % 50 === 0) tf.dispose(tf.grad((t) => tf.sum(blockSparseAttention(t, k as tf.Tensor, v, options)))(q));
	}
	expect(tf.memory().numTensors).toBe(before);
});

describe("errors", () => {
	const options = { block: 2, layout: () => true };
	sharedErrors("blockSparseAttention", (q, k, v, more) => blockSparseAttention(q, k, v, { ...options, ...more }));
	const z = (...shape: number[]) => tf.zeros(shape);
	const call = (more: object | undefined) =>
		blockSparseAttention(z(7, 4), z(5, 4), z(5, 6), (more && { ...options, ...more }) as BlockSparseOptions);

	test.each<[() => unknown, string]>([
		[() => call(undefined), "block must be a whole number of at least 1, got block=undefined"],
		[() => call({ block: 0 }), "block must be a whole number of at least 1, got block=0"],
		[() => call({ layout: undefined }), "layout must be a function or 4 rows of 3 booleans, got layout=undefined"],
		[
			() => call({ layout: [[true, true, true]] }),
			"layout must be a function or 4 rows of 3 booleans, got layout=[true,true,true]",
		],
		[
			() => call({ layout: [[true], [true], [true], [true]] }),
			"layout must be a function or 4 rows of 3 booleans, got layout=[true,true,true,true]",
		],
		[() => call({ layout: () => 1 }), "layout must be a function or 4 rows of 3 booleans, got layout at 0, 0=1"],
		[
			() => call({ causal: true }),
			'causal must be "top-left" or "bottom-right" where L and S differ, got q=[7,4], k=[5,4]',
		],
		[() => call({ scale: Number.NaN }), "scale must be a finite number, got scale=NaN"],
	])("%#", (act, message) => {
		expect(act).toThrow(new Error(`blockSparseAttention: ${message}`));
	});
});
