/** The blocks of additive scores: any bound gives the same numbers, and none holds the cube. */
import { additiveScore } from "@attention-lab/attention";
import * as tf from "@tensorflow/tfjs-core";
import { additiveRows } from "../../../src/scores/additiveRows";
import { farthest, numbers } from "../attend/reference";
import { startBackend } from "../backend";

beforeAll(startBackend);
beforeEach(() => tf.engine().startScope());
afterEach(() => tf.engine().endScope());

const [N, R, S, A] = [3, 5, 7, 11];

function draw() {
	const shapes = [[N, R, A], [N, S, A], [A], [N, R, S]];
	return shapes.map((shape, at) =>
		tf.tensor(
			numbers(
				shape.reduce((a, b) => a * b),
				at + 1,
			),
			shape,
		),
	) as never[];
}

// A row of pairs has 77 numbers, a group 385: one row, two (a short last block), a group, two groups, everything.
const LIMITS = [1, 77, 2 * 77 + 3, 385, 2 * 385, 3 * 385];

test.each(LIMITS)("blocks of at most %i numbers", (limit) => {
	const [a, b, v, share] = draw();
	const whole = additiveRows(a, b, v);
	expect(whole.shape).toEqual([N, R, S]);
	expect(farthest(additiveRows(a, b, v, limit).dataSync(), whole.dataSync())).toBeLessThan(1e-6);
	const gradients = (bound?: number) =>
		tf.grads(((...all: never[]) => tf.sum(tf.mul(additiveRows(all[0], all[1], all[2], bound), share))) as never)([
			a,
			b,
			v,
		]);
	const wanted = gradients();
	for (const [at, grad] of gradients(limit).entries()) {
		expect(grad.shape).toEqual(wanted[at].shape);
		expect(farthest(grad.dataSync(), wanted[at].dataSync())).toBeLessThan(2e-5);
	}
});

/** The most bytes that were held beside the inputs, views of a tensor counted like tensors. */
function peakOf(run: () => unknown): number {
	const engine = tf.engine();
	const runKernel = engine.runKernel.bind(engine);
	const start = tf.memory().numBytes;
	let most = 0;
	const spy = jest.spyOn(engine, "runKernel").mockImplementation((...call) => {
		const result = runKernel(...call);
		most = Math.max(most, tf.memory().numBytes - start);
		return result;
	});
	run();
	spy.mockRestore();
	return most;
}

test("no queries, no scores", () => {
	expect(additiveRows(tf.zeros([2, 0, 3]), tf.zeros([2, 5, 3]), tf.zeros([3])).shape).toEqual([2, 0, 5]);
});

test("a bound holds forward and backward", () => {
	const [rows, keys, size, limit] = [67, 71, 17, 2 ** 12];
	const random = (shape: number[], seed: number) => tf.randomUniform(shape, -1, 1, "float32", seed) as never;
	const [a, b, v] = [random([2, rows, size], 1), random([2, keys, size], 2), random([size], 3)];
	const back = (bound: number) => () => tf.grad((x) => tf.sum(additiveRows(x as tf.Tensor3D, b, v, bound)))(a);
	const cube = 4 * 2 * rows * keys * size;
	expect(peakOf(back(2 ** 20))).toBeGreaterThan(3 * cube);
	// Scores and their gradients, [2, 67, 71], are held whole; of blocks, no more than six at a time.
	expect(peakOf(back(limit))).toBeLessThan(6 * 4 * limit + 5 * 4 * 2 * rows * keys);
});

// The engine in plain JavaScript takes minutes for so much.
const isFast = process.env.ATTENTION_LAB_BACKEND !== "cpu";

(isFast ? test : test.skip)("the bound that holds by default", () => {
	const [L, Keys, Hidden] = [300, 301, 64];
	const random = (shape: number[], seed: number) => tf.randomUniform(shape, -1, 1, "float32", seed) as never;
	const [q, k] = [random([1, 2, L, 3], 1), random([1, 2, Keys, 5], 2)];
	const kernels = {
		queryKernel: random([3, Hidden], 3),
		keyKernel: random([5, Hidden], 4),
		vector: random([Hidden], 5),
	};
	const cube = 4 * 2 * L * Keys * Hidden;
	const most = peakOf(() => additiveScore(kernels)(q, k));
	expect(most).toBeLessThan(cube / 2);
});
