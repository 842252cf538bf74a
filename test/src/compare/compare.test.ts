import { allClose, maxDifference } from "@attention-lab/attention";
import * as tf from "@tensorflow/tfjs-core";
import { startBackend } from "../backend";

beforeAll(startBackend);

test("the largest difference, and whether it is small enough", () => {
	const [a, b] = [tf.tensor1d([1, 2, 3]), tf.tensor1d([1, 2.25, 2.875])];
	expect(maxDifference(a, b)).toBe(0.25);
	expect(allClose(a, b)).toBe(false);
	expect(allClose(a, b, { tolerance: 0.25 })).toBe(true);
	expect(allClose(a, tf.add(a, 1e-6))).toBe(true);
});

test("NaN is never close to a number, and infinities only to themselves", () => {
	const odd = tf.tensor1d([Number.NaN, Number.POSITIVE_INFINITY]);
	expect(maxDifference(odd, odd)).toBe(0);
	expect(allClose(odd, tf.tensor1d([0, Number.POSITIVE_INFINITY]))).toBe(false);
	expect(allClose(odd, tf.tensor1d([Number.NaN, Number.NEGATIVE_INFINITY]), { tolerance: 1e30 })).toBe(false);
});

test("shapes that differ are an error", () => {
	expect(() => allClose(tf.zeros([2, 3]), tf.zeros([3, 2]))).toThrow(
		"allClose: shapes must agree, got a=[2,3], b=[3,2]",
	);
	expect(() => maxDifference(tf.zeros([2]), tf.zeros([3]))).toThrow(
		"maxDifference: shapes must agree, got a=[2], b=[3]",
	);
});
