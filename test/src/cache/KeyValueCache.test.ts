import { KeyValueCache, rotate, scaledDotProductAttention } from "@attention-lab/attention";
import * as tf from "@tensorflow/tfjs-core";
import { farthest, numbers, reference, type Sizes } from "../attend/reference";
import { startBackend } from "../backend";

beforeAll(startBackend);
beforeEach(() => tf.engine().startScope());
afterEach(() => tf.engine().endScope());

const SIZES: Sizes = { B: 2, H: 6, G: 3, L: 11, S: 11, D: 5, E: 7 };
const { B, H, G, L, D, E } = SIZES;
const values = { q: numbers(B * H * L * D, 1), k: numbers(B * G * L * D, 2), v: numbers(B * G * L * E, 3) };
const draw = () => ({
	q: tf.tensor4d(values.q, [B, H, L, D]),
	k: tf.tensor4d(values.k, [B, G, L, D]),
	v: tf.tensor4d(values.v, [B, G, L, E]),
});
const make = (options = {}) => new KeyValueCache({ batch: B, heads: G, size: D, valueSize: E, ...options });

/** Tokens from to to-1. */
function part<T extends tf.Tensor>(x: T, from: number, to: number): T {
	const [b, h, , d] = x.shape;
	return tf.slice(x, [0, 0, from, 0], [b, h, to - from, d] as [number, number, number, number]) as T;
}

/** Starts of the pieces that are fed one after the other. */
const PIECES = [
	["token by token", Array.from({ length: L + 1 }, (_, i) => i)],
	["a prompt of 7, then tokens", [0, 7, 8, 9, 10, 11]],
	["pieces of 2, 3 and 6", [0, 2, 5, 11]],
] as const;

test("by hand: two tokens", () => {
	const cache = new KeyValueCache({ heads: 1, size: 2 });
	cache.append(tf.tensor4d([1, 2], [1, 1, 1, 2]), tf.tensor4d([3, 4], [1, 1, 1, 2]));
	const { k, v } = cache.append(tf.tensor4d([5, 6], [1, 1, 1, 2]), tf.tensor4d([7, 8], [1, 1, 1, 2]));
	expect(Array.from(k.dataSync())).toEqual([1, 2, 5, 6]);
	expect(Array.from(v.dataSync())).toEqual([3, 4, 7, 8]);
	expect([cache.length, cache.position]).toEqual([2, 2]);
	cache.dispose();
});

describe.each(PIECES)("%s", (_, starts) => {
	const decode = (cache: KeyValueCache, attend: (q: tf.Tensor4D, k: tf.Tensor4D, v: tf.Tensor4D) => tf.Tensor4D) => {
		const { q, k, v } = draw();
		const outputs = starts.slice(1).map((to, at) => {
			const from = starts[at];
			expect(cache.position).toBe(from);
			const all = cache.append(part(k, from, to), part(v, from, to));
			return attend(part(q, from, to), all.k, all.v);
		});
		cache.dispose();
		return tf.concat(outputs, 2);
	};

	test("equals the causal attention of all at once, in float64", () => {
		const got = decode(make(), (q, k, v) => scaledDotProductAttention(q, k, v, { causal: "bottom-right" }));
		const wanted = reference(values.q, values.k, values.v, SIZES, { may: (_b, _h, i, j) => j <= i });
		expect(farthest(got.dataSync(), wanted.output)).toBeLessThan(1e-5);
	});

	test.each([1, 2, 4, 7, 13])("a window of %s equals the attention within that band", (window) => {
		const got = decode(make({ window }), (q, k, v) => {
			const [N, S] = [q.shape[2], k.shape[2]];
			expect(S).toBeLessThanOrEqual(window - 1 + N);
			const near = tf.greater(tf.range(0, S), tf.expandDims(tf.range(S - N - window, S - window), 1));
			return scaledDotProductAttention(q, k, v, { causal: "bottom-right", mask: near });
		});
		const may = (_b: number, _h: number, i: number, j: number) => j <= i && j > i - window;
		expect(farthest(got.dataSync(), reference(values.q, values.k, values.v, SIZES, { may }).output)).toBeLessThan(1e-5);
	});
});

test("keys that were turned once keep their position", () => {
	const { q, k, v } = draw();
	const layout = "half";
	const options = { layout, size: 4 } as const;
	const wanted = scaledDotProductAttention(rotate(q, options), rotate(k, options), v, { causal: true });
	const cache = make();
	const outputs = Array.from({ length: L }, (_, i) => {
		const at = { ...options, offset: cache.position };
		const all = cache.append(rotate(part(k, i, i + 1), at), part(v, i, i + 1));
		return scaledDotProductAttention(rotate(part(q, i, i + 1), at), all.k, all.v);
	});
	expect(farthest(tf.concat(outputs, 2).dataSync(), wanted.dataSync())).toBeLessThan(2e-6);
	cache.dispose();
});

test("gradients flow through it", () => {
	const { q, k, v } = draw();
	const weight = tf.tensor4d(numbers(B * H * L * E, 5), [B, H, L, E]);
	const cache = make();
	const loss = (out: tf.Tensor) => tf.sum(tf.mul(out, weight));
	const stepwise = (a: tf.Tensor, b: tf.Tensor, c: tf.Tensor) => {
		const outputs = [0, 4, 9].map((from, at) => {
			const to = [4, 9, 11][at];
			const all = cache.append(part(b, from, to) as tf.Tensor4D, part(c, from, to) as tf.Tensor4D);
			return scaledDotProductAttention(part(a, from, to), all.k, all.v, { causal: "bottom-right" });
		});
		return loss(tf.concat(outputs, 2));
	};
	const got = tf.grads(stepwise as never)([q, k, v]);
	cache.dispose();
	const whole = (a: tf.Tensor, b: tf.Tensor, c: tf.Tensor) =>
		loss(scaledDotProductAttention(a, b, c, { causal: true }));
	const wanted = tf.grads(whole as never)([q, k, v]);
	for (const [at, grad] of got.entries()) expect(farthest(grad.dataSync(), wanted[at].dataSync())).toBeLessThan(1e-5);
});

test("what it holds outlives tidy, and does not depend on what it was given", () => {
	const cache = make();
	const { k, v } = draw();
	tf.tidy(() => cache.append(part(k, 0, 2), part(v, 0, 2)));
	const last = tf.tidy(() => cache.append(part(k, 2, 3), part(v, 2, 3)));
	const wanted = part(k, 0, 3).dataSync();
	tf.dispose([k, v]);
	expect(farthest(last.k.dataSync(), wanted)).toBe(0);
	cache.reset();
	expect(last.k.isDisposed).toBe(true);
});

test("what it gave is disposed of at the next token", () => {
	const cache = make();
	const { k, v } = draw();
	const first = cache.append(part(k, 0, 1), part(v, 0, 1));
	cache.append(part(k, 1, 2), part(v, 1, 2));
	expect([first.k.isDisposed, first.v.isDisposed]).toEqual([true, true]);
	cache.dispose();
});

test("full, then reset", () => {
	const cache = make({ capacity: 5 });
	const { k, v } = draw();
	cache.append(part(k, 0, 3), part(v, 0, 3));
	expect(() => cache.append(part(k, 3, 6), part(v, 3, 6))).toThrow(
		new Error("KeyValueCache.append: there must be room for the new keys, got length=3, N=3, capacity=5"),
	);
	expect([cache.length, cache.position]).toEqual([3, 3]);
	expect(cache.append(part(k, 3, 5), part(v, 3, 5)).k.shape).toEqual([B, G, 5, D]);
	cache.reset();
	expect([cache.length, cache.position]).toEqual([0, 0]);
	expect(farthest(cache.append(part(k, 6, 7), part(v, 6, 7)).k.dataSync(), part(k, 6, 7).dataSync())).toBe(0);
	cache.dispose();
});

test.each([{}, { window: 3 }, { capacity: 2000 }])("a thousand tokens leave nothing behind %p", (options) => {
	const { k, v } = draw();
	const [k1, v1] = [part(k, 0, 1), part(v, 0, 1)];
	const before = tf.memory().numTensors;
	const cache = make(options);
	for (let i = 0; i < 1000; i++) {
		cache.append(k1, v1);
		expect(tf.memory().numTensors).toBe(before + 2);
	}
	expect(cache.position).toBe(1000);
	expect(cache.length).toBe(options.window ?? 1000);
	// Of several at once, more are given than are held.
	cache.reset();
	cache.append(k, v);
	expect(cache.length).toBe(options.window ?? L);
	cache.dispose();
	expect(cache.isDisposed).toBe(true);
	cache.dispose();
	expect(tf.memory().numTensors).toBe(before);
});

describe("errors", () => {
	const sizes = { heads: 3, size: 5 };
	const z = (...shape: number[]) => tf.zeros(shape as [number, number, number, number]) as tf.Tensor4D;
	const k = () => z(2, 3, 1, 5);
	const v = () => z(2, 3, 1, 7);

	test.each<[object | undefined, string]>([
		[undefined, "heads must be a whole number of at least 1, got heads=undefined"],
		[{ heads: 3 }, "size must be a whole number of at least 1, got size=undefined"],
		[{ ...sizes, batch: 0 }, "batch must be a whole number of at least 1, got batch=0"],
		[{ ...sizes, valueSize: 1.5 }, "valueSize must be a whole number of at least 1, got valueSize=1.5"],
		[{ ...sizes, capacity: -1 }, "capacity must be a whole number of at least 1, got capacity=-1"],
		[{ ...sizes, window: "3" }, 'window must be a whole number of at least 1, got window="3"'],
		[{ ...sizes, window: 3, capacity: 4 }, "there must be a capacity or a window, not both, got capacity=4, window=3"],
	])("of making one: %p", (options, message) => {
		expect(() => new KeyValueCache(options as never)).toThrow(new Error(`KeyValueCache: ${message}`));
	});

	test.each<[() => unknown[], string]>([
		[() => [1, v()], "k must be a tensor, got k=1"],
		[() => [z(2, 3, 5), v()], "k must be of rank 4, got k=[2,3,5]"],
		[() => [tf.zeros([2, 3, 1, 5], "int32"), v()], "k must be float32, got k=[2,3,1,5] int32"],
		[() => [z(1, 3, 1, 5), v()], "k must be of shape [2,3,N,5], got k=[1,3,1,5]"],
		[() => [z(2, 6, 1, 5), v()], "k must be of shape [2,3,N,5], got k=[2,6,1,5]"],
		[() => [z(2, 3, 0, 5), v()], "k must be of shape [2,3,N,5], got k=[2,3,0,5]"],
		[() => [k(), z(2, 3, 1, 5)], "v must be of shape [2,3,N,7], got v=[2,3,1,5]"],
		[() => [k(), z(2, 3, 2, 7)], "key and value must have the same length, got k=[2,3,1,5], v=[2,3,2,7]"],
	])("of appending %#", (given, message) => {
		const cache = make();
		expect(() => cache.append(...(given() as [tf.Tensor4D, tf.Tensor4D]))).toThrow(
			new Error(`KeyValueCache.append: ${message}`),
		);
		expect(cache.length).toBe(0);
	});

	test("of a disposed one", () => {
		const cache = make();
		cache.dispose();
		expect(() => cache.append(k(), v())).toThrow(
			new Error("KeyValueCache.append: the cache must not be disposed, got isDisposed=true"),
		);
	});
});
