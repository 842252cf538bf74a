import { andMasks, causalMask, maskFrom, notMask, orMasks, paddingMask } from "@attention-lab/attention";
import * as tf from "@tensorflow/tfjs-core";
import { startBackend } from "../backend";

beforeAll(startBackend);
beforeEach(() => tf.engine().startScope());
afterEach(() => tf.engine().endScope());

const even = () => maskFrom(3, 5, (i, j) => (i + j) % 2 === 0);

test("and, or: by hand, each axis broadcast", () => {
	const [column, row] = [tf.tensor2d([1, 0, 1], [3, 1], "bool"), tf.tensor1d([1, 1, 0, 0, 1], "bool")];
	expect(andMasks(column, row).arraySync()).toEqual([
		[1, 1, 0, 0, 1],
		[0, 0, 0, 0, 0],
		[1, 1, 0, 0, 1],
	]);
	expect(orMasks(column, row).arraySync()).toEqual([
		[1, 1, 1, 1, 1],
		[1, 1, 0, 0, 1],
		[1, 1, 1, 1, 1],
	]);
	const batch = andMasks(causalMask(5), paddingMask([2, 5, 3], 5), tf.scalar(true, "bool"));
	expect([batch.shape, batch.dtype]).toEqual([[3, 1, 5, 5], "bool"]);
	const wanted = [2, 5, 3].flatMap((length) =>
		Array.from({ length: 25 }, (_, at) => Number(at % 5 < length && at % 5 <= Math.floor(at / 5))),
	);
	expect(Array.from(batch.dataSync())).toEqual(wanted);
});

test("the order of masks does not matter, and De Morgan holds", () => {
	const others = [tf.tensor1d([1, 0, 0, 1, 1], "bool"), tf.tensor2d([0, 1, 1], [3, 1], "bool")];
	const all = [even(), ...others];
	expect(andMasks(...all).dataSync()).toEqual(andMasks(...[...all].reverse()).dataSync());
	expect(orMasks(...all).dataSync()).toEqual(notMask(andMasks(...all.map((mask) => notMask(mask)))).dataSync());
	expect(andMasks(...all).dataSync()).not.toEqual(orMasks(...all).dataSync());
});

test("one mask alone is a mask of its own", () => {
	const mask = even();
	const same = andMasks(mask);
	mask.dispose();
	expect(Array.from(same.dataSync())).toEqual([1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1]);
});

test("not", () => {
	expect(notMask(causalMask(3)).arraySync()).toEqual([
		[0, 1, 1],
		[0, 0, 1],
		[0, 0, 0],
	]);
	expect(notMask(notMask(even())).dataSync()).toEqual(even().dataSync());
});
