import { shawRelativeBias } from "@attention-lab/attention";
import * as tf from "@tensorflow/tfjs-core";
import { farthest, numbers } from "../attend/reference";
import { startBackend } from "../backend";

beforeAll(startBackend);
beforeEach(() => tf.engine().startScope());
afterEach(() => tf.engine().endScope());

const [B, H, D] = [2, 3, 5];
const LIMIT = 4;
const ROWS = 2 * LIMIT + 1;

/** In float64: the bias, and what a weight on each of its cells gives as gradients of q and the table. */
function reference(L: number, S: number, isOwn: boolean, first: number, scale: number) {
	const [q, table] = [numbers(B * H * L * D, 1), numbers((isOwn ? H : 1) * ROWS * D, 2)];
	const weight = numbers(B * H * L * S, 3);
	const bias = new Float64Array(weight.length);
	const [dQ, dTable] = [new Float64Array(q.length), new Float64Array(table.length)];
	for (let b = 0; b < B; b++) {
		for (let h = 0; h < H; h++) {
			for (let i = 0; i < L; i++) {
				for (let j = 0; j < S; j++) {
					const at = ((b * H + h) * L + i) * S + j;
					const row = Math.min(LIMIT, Math.max(-LIMIT, j - i - first)) + LIMIT;
					for (let d = 0; d < D; d++) {
						const [x, y] = [((b * H + h) * L + i) * D + d, ((isOwn ? h : 0) * ROWS + row) * D + d];
						bias[at] += scale * q[x] * table[y];
						dQ[x] += scale * weight[at] * table[y];
						dTable[y] += scale * weight[at] * q[x];
					}
				}
			}
		}
	}
	return { q, table, weight, bias, dQ, dTable };
}

test("by hand: two queries, three keys, distances up to 1", () => {
	// scale 1, q = 1 and 10, table 1, 2, 3 for -1, 0, 1; the queries stand at keys 1 and 2
	const [q, table] = [tf.tensor2d([[1], [10]]), tf.tensor2d([[1], [2], [3]])];
	expect(shawRelativeBias(q, table, { keys: 3, scale: 1 }).arraySync()).toEqual([
		[1, 2, 3],
		[10, 10, 20],
	]);
	expect(shawRelativeBias(q, table, { keys: 3, scale: 1, alignment: "top-left" }).arraySync()).toEqual([
		[2, 3, 3],
		[10, 20, 30],
	]);
});

describe.each([
	["as many keys", 7, 7],
	["more keys", 7, 11],
	["more queries", 11, 7],
	["one query", 1, 7],
	["one key", 7, 1],
	["one and one", 1, 1],
])("%s", (_, L, S) => {
	test.each([
		[false, "bottom-right"],
		[true, "bottom-right"],
		[true, "top-left"],
	] as const)("in float64, forward and backward: a table for each head %s, %s", (isOwn, alignment) => {
		const wanted = reference(L, S, isOwn, alignment === "top-left" ? 0 : S - L, 0.3);
		const q = tf.tensor4d(wanted.q, [B, H, L, D]);
		const table = tf.tensor(wanted.table, isOwn ? [H, ROWS, D] : [ROWS, D]);
		const options = { keys: S, alignment, scale: 0.3 };
		const got = shawRelativeBias(q as tf.Tensor, table, options);
		expect(got.shape).toEqual([B, H, L, S]);
		expect(farthest(got.dataSync(), wanted.bias)).toBeLessThan(1e-5);
		const weight = tf.tensor4d(wanted.weight, [B, H, L, S]);
		const loss = (a: tf.Tensor, b: tf.Tensor) => tf.sum(tf.mul(shawRelativeBias(a, b, options), weight));
		const [dQ, dTable] = tf.grads(loss as never)([q, table]);
		expect(farthest(dQ.dataSync(), wanted.dQ)).toBeLessThan(2e-5);
		expect(farthest(dTable.dataSync(), wanted.dTable)).toBeLessThan(5e-5);
	});
});

test("rank 2 and rank 3 are rank 4 with one head; the scale is that of the scores", () => {
	const [q, table] = [tf.tensor4d(numbers(2 * 7 * D, 1), [2, 1, 7, D]), tf.tensor2d(numbers(ROWS * D, 2), [ROWS, D])];
	const whole = shawRelativeBias(q as tf.Tensor, table, { scale: 1 / Math.sqrt(D) });
	expect(farthest(shawRelativeBias(tf.squeeze(q, [1]), table).dataSync(), whole.dataSync())).toBe(0);
	const second = shawRelativeBias(tf.gather(tf.squeeze(q, [1]), 1), table);
	expect(second.shape).toEqual([7, 7]);
	expect(farthest(second.dataSync(), tf.gather(whole, 1).dataSync())).toBeLessThan(1e-6);
});

test("nothing is left behind, also by errors", () => {
	const [q, table] = [tf.ones([5, 3]), tf.ones([7, 3])];
	const before = tf.memory().numTensors;
	for (let i = 0; i < 1000; i++) {
		shawRelativeBias(q, table).dispose();
		if (i % 10 === 0) expect(() => shawRelativeBias(q, q, { keys: 0 })).toThrow();
		if (i % 50 === 0) tf.dispose(tf.grad((t) => tf.sum(shawRelativeBias(q, t)))(table));
	}
	expect(tf.memory().numTensors).toBe(before);
});

test.each<[() => unknown, string]>([
	[() => shawRelativeBias(3 as never, tf.ones([3, 2])), "q must be a tensor, got q=3"],
	[() => shawRelativeBias(tf.ones([2]), tf.ones([3, 2])), "q must be of rank 2, 3, 4, got q=[2]"],
	[() => shawRelativeBias(tf.ones([5, 2]), tf.ones([3])), "table must be of rank 2, 3, got table=[3]"],
	[
		() => shawRelativeBias(tf.ones([5, 2]), tf.ones([4, 2])),
		"the table must have a row for each distance from -c to c, got table=[4,2]",
	],
	[
		() => shawRelativeBias(tf.ones([5, 2]), tf.ones([3, 4])),
		"queries and table must have the same head size D, got q=[5,2], table=[3,4]",
	],
	[
		() => shawRelativeBias(tf.ones([1, 3, 5, 2]), tf.ones([2, 3, 2])),
		"there must be a table for each head, got q=[1,3,5,2], table=[2,3,2]",
	],
	[
		() => shawRelativeBias(tf.ones([5, 2]), tf.ones([3, 2]), { keys: 1.5 }),
		"S must be a whole number of at least 1, got S=1.5",
	],
	[
		() => shawRelativeBias(tf.ones([5, 2]), tf.ones([3, 2]), { alignment: "right" as never }),
		'alignment must be "top-left" or "bottom-right", got alignment="right"',
	],
	[
		() => shawRelativeBias(tf.ones([5, 2]), tf.ones([3, 2]), { scale: Number.NaN }),
		"scale must be a finite number, got scale=NaN",
	],
])("errors %#", (act, message) => {
	expect(act).toThrow(new Error(`shawRelativeBias: ${message}`));
});
