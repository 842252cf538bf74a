import * as tf from "@tensorflow/tfjs-core";
import { numbers, type Sizes } from "../attend/reference";

/** Queries, keys and values of these sizes, as numbers and as tensors. */
export function draw({ B, H, G, L, S, D, E }: Sizes) {
	const values = { q: numbers(B * H * L * D, 1), k: numbers(B * G * S * D, 2), v: numbers(B * G * S * E, 3) };
	const tensors = {
		q: tf.tensor4d(values.q, [B, H, L, D]),
		k: tf.tensor4d(values.k, [B, G, S, D]),
		v: tf.tensor4d(values.v, [B, G, S, E]),
	};
	return { values, ...tensors };
}

export function floats(base64: string): Float32Array {
	const bytes = Uint8Array.from(Buffer.from(base64, "base64"));
	return new Float32Array(bytes.buffer);
}

/** Largest difference over the largest wanted magnitude, at least 0.1. */
export function far(got: ArrayLike<number>, wanted: ArrayLike<number>): number {
	expect(got.length).toBe(wanted.length);
	let [gap, size] = [0, 0.1];
	for (let i = 0; i < got.length; i++) {
		size = Math.max(size, Math.abs(wanted[i]));
		const difference = Math.abs(got[i] - wanted[i]);
		if (!(difference <= gap)) gap = difference;
	}
	return gap / size;
}

/** Attention in float64 whose weights are any numbers, `Σ_j w_ij v_j / Σ_j w_ij`, 0 where they sum to 0. */
export function byWeights(
	v: ArrayLike<number>,
	{ B, H, G, L, S, E }: Sizes,
	weight: (b: number, h: number, i: number, j: number) => number,
): Float64Array {
	const out = new Float64Array(B * H * L * E);
	for (let b = 0; b < B; b++) {
		for (let h = 0; h < H; h++) {
			const g = Math.floor((h * G) / H);
			for (let i = 0; i < L; i++) {
				const row = Array.from({ length: S }, (_, j) => weight(b, h, i, j));
				const total = row.reduce((sum, w) => sum + w, 0);
				for (let e = 0; e < E; e++) {
					let sum = 0;
					for (let j = 0; j < S; j++) sum += row[j] * v[((b * G + g) * S + j) * E + e];
					out[((b * H + h) * L + i) * E + e] = total === 0 ? 0 : sum / total;
				}
			}
		}
	}
	return out;
}

/** The most bytes that were held at once while it ran, beyond those before. */
export async function peakBytes(run: () => tf.Tensor): Promise<number> {
	const before = tf.memory().numBytes;
	const { peakBytes: peak } = await tf.profile(() => {
		run().dispose();
	});
	return peak - before;
}

/** Errors that all forms share, for `attend(q, k, v, options)` with otherwise right options for L = S = 5. */
export function sharedErrors(name: string, attend: (q: never, k: never, v: never, options: object) => unknown): void {
	const z = (...shape: number[]) => tf.zeros(shape);
	const call = (q: unknown, k: unknown = z(5, 3), v: unknown = z(5, 2), options = {}) =>
		attend(q as never, k as never, v as never, options);
	const batch = (options: object) => call(z(7, 5, 3), z(7, 5, 3), z(7, 5, 2), options);

	test.each<[() => unknown, string]>([
		[() => call([1]), "q must be a tensor, got q=[1]"],
		[() => call(z(5, 3), "keys"), 'k must be a tensor, got k="keys"'],
		[() => call(z(5, 3), z(5, 3), 4), "v must be a tensor, got v=4"],
		[() => call(tf.zeros([5, 3], "int32")), "q must be float32, got q=[5,3] int32"],
		[() => call(z(1, 1, 1, 5, 3)), "q must be of rank 2, 3, 4, got q=[1,1,1,5,3]"],
		[() => call(z(1, 5, 3)), "query and key must have the same rank, got q=[1,5,3], k=[5,3]"],
		[() => call(z(5, 4)), "query and key must have the same head size D, got q=[5,4], k=[5,3]"],
		[() => call(z(0, 3)), "there must be at least one query, got q=[0,3]"],
		[() => call(z(5, 3), z(0, 3), z(0, 2)), "there must be at least one key, got q=[5,3], k=[0,3]"],
		[() => call(z(5, 3), z(5, 3), z(4, 2)), "key and value must have the same length, got k=[5,3], v=[4,2]"],
		[
			() => call(z(2, 3, 5, 4), z(2, 2, 5, 4), z(2, 2, 5, 4)),
			"query heads H must be a multiple of key heads G, got q=[2,3,5,4], k=[2,2,5,4]",
		],
		[() => call(z(2, 5, 4), z(3, 5, 4), z(3, 5, 4)), "the batches B must agree, got q=[2,5,4], k=[3,5,4]"],
		[() => batch({ keyLengths: 5 }), "keyLengths must be whole numbers from 0 to S, got keyLengths=5, S=5"],
		[
			() => batch({ keyLengths: [1, 2, 3, 4, 5, 6, 7] }),
			"keyLengths must be whole numbers from 0 to S, got keyLengths=[1,2,3,4,5,6,7], S=5",
		],
		[() => batch({ keyLengths: [0.5] }), "keyLengths must be whole numbers from 0 to S, got keyLengths=[0.5], S=5"],
		[() => batch({ keyLengths: [3] }), "there must be a key length for each batch row, got keyLengths=[3], B=7"],
		[() => batch({ keyLengths: tf.ones([7]) }), "keyLengths must be int32, got keyLengths=[7]"],
	])("shared %#", (act, message) => {
		expect(act).toThrow(new Error(`${name}: ${message}`));
	});
}
