import { causalMask, paddingMask } from "@attention-lab/attention";
import * as tf from "@tensorflow/tfjs-core";
import { startBackend } from "../backend";

beforeAll(startBackend);

test("causal: square, top-left, bottom-right", () => {
	expect(causalMask(3).arraySync()).toEqual([
		[1, 0, 0],
		[1, 1, 0],
		[1, 1, 1],
	]);
	expect(causalMask(2, 5, "top-left").arraySync()).toEqual([
		[1, 0, 0, 0, 0],
		[1, 1, 0, 0, 0],
	]);
	expect(causalMask(2, 5, "bottom-right").arraySync()).toEqual([
		[1, 1, 1, 1, 0],
		[1, 1, 1, 1, 1],
	]);
	expect(causalMask(3, 2, "bottom-right").arraySync()).toEqual([
		[0, 0],
		[1, 0],
		[1, 1],
	]);
	expect(causalMask(2).dtype).toBe("bool");
});

test("causal wants a name where L and S differ", () => {
	const must = 'causalMask: alignment must be "top-left" or "bottom-right"';
	expect(() => causalMask(2, 3)).toThrow(`${must} where L and S differ, got L=2, S=3, alignment=undefined`);
	expect(() => causalMask(2, 2, "left" as never)).toThrow(`${must}, got L=2, S=2, alignment="left"`);
	expect(() => causalMask(0)).toThrow("causalMask: L must be a whole number of at least 1, got L=0");
});

test("padding, from numbers and from a tensor", () => {
	const mask = paddingMask([2, 0, 3], 3);
	expect(mask.shape).toEqual([3, 1, 1, 3]);
	expect(Array.from(mask.dataSync())).toEqual([1, 1, 0, 0, 0, 0, 1, 1, 1]);
	const same = paddingMask(tf.tensor1d([2, 0, 3], "int32"), 3);
	expect(Array.from(same.dataSync())).toEqual([1, 1, 0, 0, 0, 0, 1, 1, 1]);
	expect(() => paddingMask([4], 3)).toThrow(
		"paddingMask: lengths must be whole numbers from 0 to S, got lengths=[4], S=3",
	);
});
