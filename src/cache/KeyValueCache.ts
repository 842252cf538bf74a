import { clone, concat, keep, slice, type Tensor, type Tensor4D, tidy } from "@tensorflow/tfjs-core";
import { checkTensor, checkWhole, wrong } from "../wrong";

export interface KeyValueCacheOptions {
	/** Batch rows B, 1 by default. */
	batch?: number;
	/** Key heads G. */
	heads: number;
	/** Key size D. */
	size: number;
	/** Value size E, that of the keys by default. */
	valueSize?: number;
	/** More keys than these are an error; without it the cache grows. */
	capacity?: number;
	/** Only the last W keys are kept. */
	window?: number;
}

/** A type, not an interface, so that `tidy` takes it for a container of tensors. */
export type KeysAndValues = {
	/** Shape [B, G, S, D]. */
	k: Tensor4D;
	/** Shape [B, G, S, E]. */
	v: Tensor4D;
};

/** The last `count` of them; within a tidy. */
function last(x: Tensor4D, count: number): Tensor4D {
	const [B, G, S, D] = x.shape;
	return slice(x, [0, 0, S - count, 0], [B, G, count, D]);
}

/**
 * Keys and values of the tokens so far, so that decoding computes each once: `S_t = S_(t-1) + N`.
 *
 * ```ts
 * const cache = new attention.KeyValueCache({ heads: 8, size: 64 });
 * const x = tf.randomNormal([1, 8, 3, 64]);  // query, key and value of three tokens
 * const { k, v } = cache.append(x, x);  // all so far
 * attention.scaledDotProductAttention(x, k, v, { causal: "bottom-right" });
 * cache.dispose();
 * ```
 * With a window, a token sees itself and the W - 1 before it; where several come at once, each needs a mask for that.
 *
 * Ainslie et al. 2023, "GQA", section 1, on why it is the cache that limits decoding; Jiang et al. 2023, "Mistral 7B",
 * section 2, for the window.
 */
export class KeyValueCache {
	readonly batch: number;
	readonly heads: number;
	readonly size: number;
	readonly valueSize: number;
	readonly capacity: number | undefined;
	readonly window: number | undefined;
	#held: KeysAndValues | undefined;
	#given: KeysAndValues | undefined;
	#position = 0;
	#isDisposed = false;

	/** @throws Where a size is no whole number of at least 1, or both capacity and window are given. */
	constructor(options: KeyValueCacheOptions) {
		const name = "KeyValueCache";
		const { batch = 1, heads, size, valueSize = size, capacity, window } = options ?? {};
		for (const [key, value] of Object.entries({ batch, heads, size, valueSize })) checkWhole(name, key, value);
		for (const [key, value] of Object.entries({ capacity, window }))
			if (value !== undefined) checkWhole(name, key, value);
		if (capacity !== undefined && window !== undefined) {
			throw wrong(name, "there must be a capacity or a window, not both", { capacity, window });
		}
		this.batch = batch;
		this.heads = heads;
		this.size = size;
		this.valueSize = valueSize;
		this.capacity = capacity;
		this.window = window;
	}

	/** Keys held now. */
	get length(): number {
		return this.#held?.k.shape[2] ?? 0;
	}

	/** Tokens since the start, so the position of the next one: `rotate(q, { layout, offset: cache.position })`. */
	get position(): number {
		return this.#position;
	}

	get isDisposed(): boolean {
		return this.#isDisposed;
	}

	/**
	 * Adds N tokens and gives all that they may look at.
	 *
	 * @param k - New keys, shape [B, G, N, D].
	 * @param v - New values, shape [B, G, N, E].
	 * @returns Keys [B, G, S, D] and values [B, G, S, E], the new ones last; with a window, S is at most W - 1 + N. They
	 * belong to the cache, which disposes of them at the next `append`, `reset` or `dispose`, and outlive `tidy`.
	 * @throws Where shapes do not fit or there is no room; nothing is changed then.
	 */
	append(k: Tensor, v: Tensor): KeysAndValues {
		const count = this.#check(k, v);
		const given = { k: this.#join("k", k), v: this.#join("v", v) };
		const { window } = this;
		const isLonger = window !== undefined && given.k.shape[2] > window;
		const held = isLonger ? { k: tidy(() => last(given.k, window)), v: tidy(() => last(given.v, window)) } : given;
		this.#release();
		for (const pair of [given, held]) {
			keep(pair.k);
			keep(pair.v);
		}
		this.#given = given;
		this.#held = held;
		this.#position += count;
		return { ...given };
	}

	/** Forgets all tokens. */
	reset(): void {
		this.#release();
		this.#position = 0;
	}

	/** Forgets all tokens for good. */
	dispose(): void {
		this.reset();
		this.#isDisposed = true;
	}

	#join(of: "k" | "v", x: Tensor): Tensor4D {
		const before = this.#held?.[of];
		const kept = Math.min(this.length, (this.window ?? Number.POSITIVE_INFINITY) - 1);
		if (before === undefined || kept === 0) return clone(x) as Tensor4D;
		return tidy(() => concat([kept < this.length ? last(before, kept) : before, x as Tensor4D], 2));
	}

	#release(): void {
		for (const pair of [this.#held, this.#given]) {
			pair?.k.dispose();
			pair?.v.dispose();
		}
		this.#held = undefined;
		this.#given = undefined;
	}

	#check(k: Tensor, v: Tensor): number {
		const name = "KeyValueCache.append";
		if (this.#isDisposed) throw wrong(name, "the cache must not be disposed", { isDisposed: true });
		for (const [key, x, size] of [
			["k", k, this.size],
			["v", v, this.valueSize],
		] as const) {
			checkTensor(name, key, x, "float32", [4]);
			const [B, G, N, D] = x.shape;
			if (B !== this.batch || G !== this.heads || D !== size || N === 0) {
				throw wrong(name, `${key} must be of shape [${this.batch},${this.heads},N,${size}]`, { [key]: x });
			}
		}
		const count = k.shape[2]!;
		if (v.shape[2] !== count) throw wrong(name, "key and value must have the same length", { k, v });
		if (this.length + count > (this.capacity ?? Number.POSITIVE_INFINITY)) {
			throw wrong(name, "there must be room for the new keys", {
				length: this.length,
				N: count,
				capacity: this.capacity,
			});
		}
		return count;
	}
}
