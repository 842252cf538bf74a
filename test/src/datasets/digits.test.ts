import { datasets } from "@attention-lab/attention";
import * as tf from "@tensorflow/tfjs-core";
import { startBackend } from "../backend";

beforeAll(startBackend);

test("are the digits of their source: the first one's pixels, how many of each", () => {
	const { images, labels } = datasets.digits();
	expect(images.shape).toEqual([1797, 8, 8]);
	const [first, second] = [0, 1].map((row) => Array.from(images.slice([0, row, 0], [1, 1, 8]).mul(16).dataSync()));
	expect(first).toEqual([0, 0, 5, 13, 9, 1, 0, 0]);
	expect(second).toEqual([0, 0, 13, 15, 10, 15, 5, 0]);
	const counts = tf.bincount(labels, tf.tensor1d([], "float32"), 10);
	expect(Array.from(counts.dataSync())).toEqual([178, 182, 177, 183, 181, 182, 181, 179, 174, 180]);
	expect(Array.from(labels.slice(0, 12).dataSync())).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1]);
	expect([images.min().dataSync()[0], images.max().dataSync()[0]]).toEqual([0, 1]);
});
