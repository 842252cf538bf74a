import { linformerAttention, scaledDotProductAttention } from "@attention-lab/attention";
import * as tf from "@tensorflow/tfjs-core";
import { numbers } from "../attend/reference";
import { startBackend } from "../backend";
import { draw, far, sharedErrors } from "./draw";

beforeAll(startBackend);
beforeEach(() => tf.engine().startScope());
afterEach(() => tf.engine().endScope());

const SIZES = { B: 2, H: 6, G: 3, L: 5, S: 7, D: 11, E: 13 };

test("by hand: two keys in one mixture", () => {
	// One mixture has all the weight: the value is 1/4 · 10 + 3/4 · 20.
	const projectKeys = tf.tensor2d([[0.25, 0.75]]);
	const out = linformerAttention(tf.tensor2d([[1]]), tf.tensor2d([[3], [5]]), tf.tensor2d([[10], [20]]), {
		projectKeys,
	});
	expect(Array.from(out.dataSync())).toEqual([17.5]);
});

test("with every key its own mixture, in any order, it is exact", () => {
	const { q, k, v } = draw(SIZES);
	const order = tf.tensor1d([3, 0, 6, 1, 5, 2, 4], "int32");
	const projectKeys = tf.gather(tf.eye(7), order);
	const wanted = scaledDotProductAttention(q, k, v).dataSync();
	expect(far(linformerAttention(q, k, v, { projectKeys }).dataSync(), wanted)).toBeLessThan(1e-5);
	const perHead = tf.stack([tf.eye(7), projectKeys, tf.eye(7)]);
	expect(far(linformerAttention(q, k, v, { projectKeys: perHead }).dataSync(), wanted)).toBeLessThan(1e-5);
});

test("keys past the length change nothing, and without keys there is nothing", () => {
	const { q, k, v } = draw(SIZES);
	const projectKeys = tf.tensor2d(numbers(3 * 7, 5), [3, 7]);
	const options = { projectKeys, keyLengths: [4, 0] };
	const got = linformerAttention(q, k, v, options);
	expect(tf.max(tf.abs(tf.slice(got, [1], [1]))).dataSync()[0]).toBe(0);
	const shift = tf.cast(tf.greaterEqual(tf.reshape(tf.range(0, 7), [1, 1, 7, 1]), 4), "float32");
	const same = linformerAttention(q, tf.add(k, shift), tf.sub(v, shift), options);
	expect(far(same.dataSync(), got.dataSync())).toBe(0);
	const short = linformerAttention(
		tf.slice(q, [0], [1]),
		tf.slice(k, [0, 0, 0, 0], [1, 3, 4, 11]),
		tf.slice(v, [0, 0, 0, 0], [1, 3, 4, 13]),
		{ projectKeys: tf.slice(projectKeys, [0, 0], [3, 4]) },
	);
	expect(far(tf.slice(got, [0], [1]).dataSync(), short.dataSync())).toBeLessThan(1e-5);
});

test("rank 2 and rank 3 are rank 4 with one head", () => {
	const { q, k, v } = draw({ ...SIZES, H: 1, G: 1 });
	const projectKeys = tf.tensor2d(numbers(3 * 7, 5), [3, 7]);
	const whole = linformerAttention(q, k, v, { projectKeys });
	const [q3, k3, v3] = [q, k, v].map((x) => tf.squeeze(x, [1]));
	expect(far(linformerAttention(q3, k3, v3, { projectKeys }).dataSync(), whole.dataSync())).toBe(0);
	const [q2, k2, v2] = [q3, k3, v3].map((x) => tf.gather(x, 1));
	const second = linformerAttention(q2, k2, v2, { projectKeys });
	expect(far(second.dataSync(), tf.gather(whole, 1).dataSync())).toBeLessThan(1e-6);
});

test("nothing is left behind, also by errors", () => {
	const { q, k, v } = draw({ ...SIZES, D: 2, E: 3 });
	const projectKeys = tf.ones([3, 7]);
	const before = tf.memory().numTensors;
	for (let i = 0; i < 1000; i++) {
		linformerAttention(q, k, v, { projectKeys, keyLengths: [3, 5] }).dispose();
		if (i % 10 === 0) expect(() => linformerAttention(q, k, v, { projectKeys: k })).toThrow();
		if (i % 50 === 0) tf.dispose(tf.grad((p) => tf.sum(linformerAttention(q, k, v, { projectKeys: p })))(projectKeys));
	}
	expect(tf.memory().numTensors).toBe(before);
});

describe("errors", () => {
	sharedErrors("linformerAttention", (q, k, v, more) =>
		linformerAttention(q, k, v, { projectKeys: tf.ones([2, 5]), ...more }),
	);
	const z = (...shape: number[]) => tf.zeros(shape);
	const call = (options: unknown) =>
		linformerAttention(z(2, 3, 7, 4), z(2, 3, 5, 4), z(2, 3, 5, 6), options as { projectKeys: tf.Tensor });

	test.each<[() => unknown, string]>([
		[() => call(undefined), "projectKeys must be a tensor, got projectKeys=undefined"],
		[() => call({ projectKeys: z(5) }), "projectKeys must be of rank 2, 3, got projectKeys=[5]"],
		[
			() => call({ projectKeys: tf.zeros([2, 5], "int32") }),
			"projectKeys must be float32, got projectKeys=[2,5] int32",
		],
		[() => call({ projectKeys: z(5, 2) }), "projectKeys must be of shape [R,5] or [3,R,5], got projectKeys=[5,2]"],
		[() => call({ projectKeys: z(0, 5) }), "projectKeys must be of shape [R,5] or [3,R,5], got projectKeys=[0,5]"],
		[() => call({ projectKeys: z(2, 2, 5) }), "projectKeys must be of shape [R,5] or [3,R,5], got projectKeys=[2,2,5]"],
		[
			() => call({ projectKeys: z(2, 5), projectValues: z(2, 4) }),
			"projectValues must be of shape [R,5] or [3,R,5], got projectValues=[2,4]",
		],
		[
			() => call({ projectKeys: z(2, 5), projectValues: z(3, 5) }),
			"keys and values must have as many mixtures, got projectKeys=[2,5], projectValues=[3,5]",
		],
		[() => call({ projectKeys: z(2, 5), scale: "1" }), 'scale must be a finite number, got scale="1"'],
	])("%#", (act, message) => {
		expect(act).toThrow(new Error(`linformerAttention: ${message}`));
	});
});
