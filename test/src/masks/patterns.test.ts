/** Every pattern against its rule, cell by cell, on sizes that differ both ways. */
import {
	causalMask,
	dilatedMask,
	documentMask,
	globalLocalMask,
	maskFrom,
	orMasks,
	paddingMask,
	prefixMask,
	randomBlockMask,
	slidingWindowMask,
} from "@attention-lab/attention";
import * as tf from "@tensorflow/tfjs-core";
import { startBackend } from "../backend";

beforeAll(startBackend);
beforeEach(() => tf.engine().startScope());
afterEach(() => tf.engine().endScope());

type May = (i: number, j: number) => boolean;

function cells(L: number, S: number, may: May): number[] {
	return Array.from({ length: L * S }, (_, at) => Number(may(Math.floor(at / S), at % S)));
}

function expectMask(mask: tf.Tensor, shape: number[], may: May): void {
	const [L, S] = shape.slice(-2);
	expect(mask.dtype).toBe("bool");
	expect(mask.shape).toEqual(shape);
	expect(Array.from(mask.dataSync())).toEqual(cells(L, S, may));
}

const SQUARE = [7, 7];
const WIDE = [5, 11];
const TALL = [11, 5];

describe("sliding window", () => {
	test("by hand: itself and the one before", () => {
		expect(slidingWindowMask(4, 4, [1, 0]).arraySync()).toEqual([
			[1, 0, 0, 0],
			[1, 1, 0, 0],
			[0, 1, 1, 0],
			[0, 0, 1, 1],
		]);
	});

	test.each([SQUARE, WIDE, TALL])("%i x %i", (L, S) => {
		for (const [left, right] of [
			[0, 0],
			[2, 1],
			[3, 0],
			[-1, 0],
			[0, -1],
			[-1, -1],
			[-1, 2],
			[100, 1e12],
		]) {
			const near = (d: number) => (left === -1 || d >= -left) && (right === -1 || d <= right);
			expectMask(slidingWindowMask(L, S, [left, right], "top-left"), [L, S], (i, j) => near(j - i));
			expectMask(slidingWindowMask(L, S, [left, right], "bottom-right"), [L, S], (i, j) => near(j - i - S + L));
		}
	});

	test("[-1, 0] is causal, on either corner", () => {
		for (const corner of ["top-left", "bottom-right"] as const) {
			const got = slidingWindowMask(5, 11, [-1, 0], corner).dataSync();
			expect(got).toEqual(causalMask(5, 11, corner).dataSync());
		}
	});
});

describe("dilated", () => {
	test("by hand: two steps back of three", () => {
		expect(dilatedMask(8, 8, { window: [2, 0], dilation: 3 }).arraySync()).toEqual([
			[1, 0, 0, 0, 0, 0, 0, 0],
			[0, 1, 0, 0, 0, 0, 0, 0],
			[0, 0, 1, 0, 0, 0, 0, 0],
			[1, 0, 0, 1, 0, 0, 0, 0],
			[0, 1, 0, 0, 1, 0, 0, 0],
			[0, 0, 1, 0, 0, 1, 0, 0],
			[1, 0, 0, 1, 0, 0, 1, 0],
			[0, 1, 0, 0, 1, 0, 0, 1],
		]);
	});

	test.each([SQUARE, WIDE, TALL])("%i x %i", (L, S) => {
		for (const dilation of [1, 2, 3, 2 ** 32]) {
			for (const [left, right] of [
				[1, 2],
				[-1, 1],
				[0, -1],
			]) {
				const near = (d: number) => {
					const steps = d / dilation;
					return Number.isInteger(steps) && (left === -1 || steps >= -left) && (right === -1 || steps <= right);
				};
				const options = { window: [left, right], dilation } as const;
				expectMask(dilatedMask(L, S, { ...options, alignment: "top-left" }), [L, S], (i, j) => near(j - i));
				const corner = { ...options, alignment: "bottom-right" as const };
				expectMask(dilatedMask(L, S, corner), [L, S], (i, j) => near(j - i - S + L));
			}
		}
	});

	test("in steps of one it is a sliding window", () => {
		const one = dilatedMask(7, 7, { window: [2, 1], dilation: 1 });
		expect(one.dataSync()).toEqual(slidingWindowMask(7, 7, [2, 1]).dataSync());
	});
});

describe("prefix", () => {
	test("by hand", () => {
		expect(prefixMask(4, 4, 2).arraySync()).toEqual([
			[1, 1, 0, 0],
			[1, 1, 0, 0],
			[1, 1, 1, 0],
			[1, 1, 1, 1],
		]);
	});

	test.each([SQUARE, WIDE, TALL])("%i x %i", (L, S) => {
		for (const prefix of [0, 1, 3, S]) {
			expectMask(prefixMask(L, S, prefix, "top-left"), [L, S], (i, j) => j < prefix || j <= i);
			expectMask(prefixMask(L, S, prefix, "bottom-right"), [L, S], (i, j) => j < prefix || j <= i + S - L);
		}
	});

	test("a prefix for each sequence is causal or padding", () => {
		const each = orMasks(causalMask(7), paddingMask([0, 3, 7], 7));
		expect(each.shape).toEqual([3, 1, 7, 7]);
		const parts = tf.unstack(tf.squeeze(each, [1]));
		for (const [at, prefix] of [0, 3, 7].entries()) {
			expect(parts[at].dataSync()).toEqual(prefixMask(7, 7, prefix).dataSync());
		}
	});
});

describe("documents", () => {
	const ids = [
		[1, 1, 2, 2, 2],
		[7, -3, 7, 2147483647, -2147483648],
	];

	test("by hand: blocks of 2 and 3", () => {
		expect(documentMask([[1, 1, 2, 2, 2]]).arraySync()).toEqual([
			[
				[
					[1, 1, 0, 0, 0],
					[1, 1, 0, 0, 0],
					[0, 0, 1, 1, 1],
					[0, 0, 1, 1, 1],
					[0, 0, 1, 1, 1],
				],
			],
		]);
	});

	test("from rows and from a tensor, also numbers no float32 tells apart", () => {
		for (const given of [ids, tf.tensor2d(ids, [2, 5], "int32")]) {
			const mask = documentMask(given);
			expect(mask.shape).toEqual([2, 1, 5, 5]);
			const wanted = ids.flatMap((row) => cells(5, 5, (i, j) => row[i] === row[j]));
			expect(Array.from(mask.dataSync())).toEqual(wanted);
		}
		expect(Array.from(documentMask([[16777216, 16777217]]).dataSync())).toEqual([1, 0, 0, 1]);
	});
});

test("globals see all and are seen by all, the rest is local", () => {
	expectMask(
		globalLocalMask(11, { window: [1, 2], globals: [0, 7, 7] }),
		[11, 11],
		(i, j) => (j >= i - 1 && j <= i + 2) || [0, 7].includes(i) || [0, 7].includes(j),
	);
	expectMask(globalLocalMask(5, { window: [0, 0], globals: [] }), [5, 5], (i, j) => i === j);
	expect(globalLocalMask(3, { window: [0, 0], globals: [1] }).arraySync()).toEqual([
		[1, 1, 0],
		[1, 1, 1],
		[0, 1, 1],
	]);
});

describe("random blocks", () => {
	const options = { block: 3, perRow: 2, seed: 5 };

	test("each row of blocks sees as many different blocks as asked, whole ones, the last cut", () => {
		const [L, S] = [11, 17];
		const rows = randomBlockMask(L, S, options).arraySync() as unknown as number[][];
		for (const [i, row] of rows.entries()) {
			const blocks = Array.from({ length: Math.ceil(S / 3) }, (_, at) => row.slice(at * 3, at * 3 + 3));
			const open = blocks.filter((block) => block[0] === 1);
			expect(open).toHaveLength(2);
			for (const block of blocks) expect(new Set(block).size).toBe(1);
			expect(row).toEqual(rows[i - (i % 3)]);
		}
	});

	test("a seed draws the same mask, another one another, and 0 is a seed", () => {
		const draw = (seed: number) => Array.from(randomBlockMask(31, 37, { ...options, seed }).dataSync());
		for (const seed of [0, 5]) expect(draw(seed)).toEqual(draw(seed));
		expect(draw(0)).not.toEqual(draw(5));
	});

	test("seed 5 on this size, on every backend", () => {
		expect(randomBlockMask(4, 6, { block: 2, perRow: 1, seed: 5 }).arraySync()).toEqual([
			[0, 0, 0, 0, 1, 1],
			[0, 0, 0, 0, 1, 1],
			[0, 0, 1, 1, 0, 0],
			[0, 0, 1, 1, 0, 0],
		]);
	});

	test("no block is drawn more often than others", () => {
		const drawn = tf.sum(tf.cast(randomBlockMask(4000, 5, { block: 1, perRow: 2, seed: 3 }), "int32"), 0);
		// 1,600 each, standard deviation sqrt(4000 · 0.4 · 0.6) = 31
		for (const count of drawn.dataSync()) expect(Math.abs(count - 1600)).toBeLessThan(4 * 31);
	});

	test("all blocks are everything", () => {
		expectMask(randomBlockMask(5, 7, { block: 2, perRow: 4, seed: 1 }), [5, 7], () => true);
	});
});

test("from a rule, called once for each cell in order", () => {
	const asked: number[][] = [];
	const may = (i: number, j: number) => {
		asked.push([i, j]);
		return (i * j) % 3 === 1;
	};
	expectMask(maskFrom(5, 7, may), [5, 7], (i, j) => (i * j) % 3 === 1);
	expect(asked).toEqual(Array.from({ length: 35 }, (_, at) => [Math.floor(at / 7), at % 7]));
});

test("what the rule throws comes through", () => {
	const may = () => {
		throw new RangeError("mine");
	};
	expect(() => maskFrom(2, 3, may)).toThrow(RangeError);
});
