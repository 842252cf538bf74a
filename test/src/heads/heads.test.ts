import { mergeHeads, splitHeads } from "@attention-lab/attention";
import * as tf from "@tensorflow/tfjs-core";
import { startBackend } from "../backend";

beforeAll(startBackend);

test("split takes runs of M / H numbers, merge puts them back", () => {
	const x = tf.reshape(tf.range(0, 2 * 5 * 21), [2, 5, 21]);
	const heads = splitHeads(x, 3);
	expect(heads.shape).toEqual([2, 3, 5, 7]);
	const value = heads.arraySync() as number[][][][];
	expect(value[1][2][4][6]).toBe((1 * 5 + 4) * 21 + 2 * 7 + 6);
	expect(mergeHeads(heads).arraySync()).toEqual(x.arraySync());
});

test("without a batch", () => {
	const x = tf.reshape(tf.range(0, 5 * 6), [5, 6]);
	expect(splitHeads(x, 2).shape).toEqual([2, 5, 3]);
	expect(mergeHeads(splitHeads(x, 2)).arraySync()).toEqual(x.arraySync());
});

test("errors", () => {
	expect(() => splitHeads(tf.zeros([2, 5, 7]), 3)).toThrow("splitHeads: M must be a multiple of H, got x=[2,5,7], H=3");
	expect(() => mergeHeads(tf.zeros([5, 7]))).toThrow("mergeHeads: x must be of rank 3, 4, got x=[5,7]");
});
