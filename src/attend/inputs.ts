import { reshape, Tensor, type Tensor4D, tensor1d } from "@tensorflow/tfjs-core";
import { type AttentionWindow, checkWindow } from "../masks/AttentionWindow";
import type { CausalAlignment } from "../masks/causalMask";
import { checkTensor, checkWhole, wrong } from "../wrong";
import type { Limits } from "./limits";
import type { AttentionOptions } from "./options";

const RANKS = [2, 3, 4];

/** [B, H, L, D], whatever rank came. */
export function toRank4Shape(x: Tensor): [number, number, number, number] {
	const [length, size] = x.shape.slice(-2);
	return [x.rank > 2 ? x.shape[0]! : 1, x.rank === 4 ? x.shape[1]! : 1, length, size];
}

/** [L, D] and [B, L, D] as [B, 1, L, D]. */
export function toRank4(x: Tensor): Tensor4D {
	return x.rank === 4 ? (x as Tensor4D) : reshape(x, toRank4Shape(x));
}

/** Back to the rank that the caller came with: [B, H, ...] as [B, ...] or [...]. */
export function fromRank4<T extends Tensor>(x: Tensor, like: Tensor): T {
	if (like.rank === 4) return x as T;
	return reshape(x, like.rank === 3 ? [x.shape[0], ...x.shape.slice(2)] : x.shape.slice(2)) as T;
}

/** Query and key of the same rank, batch and multiple of heads; sizes are for the score to agree on. */
export function checkPair(name: string, q: Tensor, k: Tensor): void {
	checkTensor(name, "q", q, "float32", RANKS);
	checkTensor(name, "k", k, "float32", RANKS);
	if (q.rank !== k.rank) throw wrong(name, "query and key must have the same rank", { q, k });
	checkLeading(name, { q, k });
	if (k.shape.at(-2) === 0) throw wrong(name, "there must be at least one key", { q, k });
	if (q.shape.at(-2) === 0) throw wrong(name, "there must be at least one query", { q });
	if (q.shape.includes(0) || k.shape.includes(0)) throw wrong(name, "no axis may be empty", { q, k });
}

export function checkQueryKey(name: string, q: Tensor, k: Tensor): void {
	checkPair(name, q, k);
	if (q.shape.at(-1) !== k.shape.at(-1)) throw wrong(name, "query and key must have the same head size D", { q, k });
}

export function checkValue(name: string, q: Tensor, k: Tensor, v: Tensor): void {
	checkTensor(name, "v", v, "float32", RANKS);
	if (v.rank !== k.rank) throw wrong(name, "key and value must have the same rank", { k, v });
	if (v.shape.at(-2) !== k.shape.at(-2)) throw wrong(name, "key and value must have the same length", { k, v });
	checkLeading(name, { q, v });
	if (k.rank === 4 && k.shape[1] !== v.shape[1]) {
		throw wrong(name, "key and value must have the same number of heads", { k, v });
	}
	if (v.shape.includes(0)) throw wrong(name, "no axis may be empty", { k, v });
}

function checkLeading(name: string, pair: Record<string, Tensor>): void {
	const [one, other] = Object.values(pair);
	if (one.rank > 2 && one.shape[0] !== other.shape[0]) throw wrong(name, "the batches B must agree", pair);
	const [heads, groups] = [one.shape[1]!, other.shape[1]!];
	if (one.rank === 4 && !(groups > 0 && heads % groups === 0)) {
		throw wrong(name, "query heads H must be a multiple of key heads G", pair);
	}
}

function broadcasts(shape: readonly number[], to: readonly number[]): boolean {
	return shape.length <= to.length && shape.every((size, i) => size === 1 || size === to[to.length - shape.length + i]);
}

/** A mask or bias that fits [B, H, L, S]; with inputs [B, L, D] one of shape [B, L, S] means the batch. */
function fit(name: string, key: string, x: Tensor, dtype: string, q: Tensor, full: number[]): Tensor {
	checkTensor(name, key, x, dtype, [0, 1, 2, 3, 4]);
	const batched = q.rank === 3 && x.rank === 3;
	const shape = batched ? [x.shape[0], 1, ...x.shape.slice(1)] : x.shape;
	if (!broadcasts(shape, full)) {
		const wanted = q.rank === 4 ? full : q.rank === 3 ? [full[0], ...full.slice(2)] : full.slice(2);
		throw wrong(name, `${key} must broadcast to [${wanted}]`, { [key]: x });
	}
	return batched ? reshape(x, shape) : x;
}

/** Options that have been checked against [B, H, L, S]. */
export interface CheckedOptions extends Limits {
	scale: number;
	softcap?: number;
	/** Broadcastable to [B, H, L, S]. */
	mask?: Tensor;
	bias?: Tensor;
	sinks?: Tensor;
	dropout: number;
	seed: number;
	isMedium: boolean;
}

function diagonalOf(name: string, options: AttentionOptions, q: Tensor, k: Tensor): Pick<Limits, "diagonal" | "right"> {
	const { causal, alignment, window } = options;
	for (const [key, value] of Object.entries({ causal, alignment })) {
		const allowed = key === "causal" ? 'true, false, "top-left" or "bottom-right"' : '"top-left" or "bottom-right"';
		const fits = value === undefined || value === "top-left" || value === "bottom-right";
		if (!fits && !(key === "causal" && typeof value === "boolean")) {
			throw wrong(name, `${key} must be ${allowed}`, { [key]: value });
		}
	}
	const isCausal = causal !== undefined && causal !== false;
	const named = typeof causal === "string" ? causal : alignment;
	if (typeof causal === "string" && alignment !== undefined && causal !== alignment) {
		throw wrong(name, "causal and alignment must name the same diagonal", { causal, alignment });
	}
	if (q.shape.at(-2) !== k.shape.at(-2) && named === undefined) {
		if (isCausal) throw wrong(name, 'causal must be "top-left" or "bottom-right" where L and S differ', { q, k });
		if (window !== undefined) throw wrong(name, "a window must have an alignment where L and S differ", { q, k });
	}
	return { diagonal: named ?? "top-left", right: isCausal ? 0 : -1 };
}

/** The diagonal that a causal attention keeps to, checked; undefined where it is not causal. */
export function causalOf(
	name: string,
	q: Tensor,
	k: Tensor,
	causal: AttentionOptions["causal"],
): CausalAlignment | undefined {
	const { diagonal, right } = diagonalOf(name, { causal }, q, k);
	return right === 0 ? diagonal : undefined;
}

function lengthsOf(name: string, key: string, value: AttentionOptions["keyLengths"], B: number, size: number) {
	if (value === undefined) return undefined;
	if (value instanceof Tensor) {
		checkTensor(name, key, value, "int32", [1]);
		if (value.shape[0] !== B) throw wrong(name, `${key} must have one number for each of ${B} items`, { [key]: value });
		return value;
	}
	const fits = Array.isArray(value) && value.every((n) => Number.isInteger(n) && n >= 0 && n <= size);
	if (!fits) throw wrong(name, `${key} must be whole numbers from 0 to ${size}`, { [key]: value });
	if (value.length !== B) throw wrong(name, `${key} must have one number for each of ${B} items`, { [key]: value });
	return tensor1d(value as number[], "int32");
}

function windowOf(name: string, window: AttentionWindow | undefined): AttentionWindow {
	if (window === undefined) return [-1, -1];
	checkWindow(name, window);
	return window;
}

function checkNumber(name: string, key: string, value: unknown, must: string, holds: (n: number) => boolean): void {
	if (typeof value !== "number" || !Number.isFinite(value) || !holds(value)) {
		throw wrong(name, `${key} must be ${must}`, { [key]: value });
	}
}

/** The options, checked against inputs that have been checked. Within a tidy. */
export function checkOptions(name: string, q: Tensor, k: Tensor, options: AttentionOptions): CheckedOptions {
	const { mask, bias, sinks, softcap, dropout = 0, seed, precision = "high" } = options;
	const { diagonal, right } = diagonalOf(name, options, q, k);
	const [left, windowRight] = windowOf(name, options.window);
	const [B, H, L] = toRank4Shape(q);
	const S = k.shape.at(-2)!;
	const full = [B, H, L, S];
	if (softcap !== undefined) checkNumber(name, "softcap", softcap, "a finite number above 0", (n) => n > 0);
	checkNumber(name, "dropout", dropout, "a number from 0 to below 1", (n) => n >= 0 && n < 1);
	if (seed !== undefined) checkWhole(name, "seed", seed, 0);
	if (precision !== "high" && precision !== "medium") {
		throw wrong(name, 'precision must be "high" or "medium"', { precision });
	}
	if (sinks !== undefined) {
		checkTensor(name, "sinks", sinks, "float32", [1]);
		if (sinks.shape[0] !== H) throw wrong(name, "sinks must have one number for each head H", { sinks, q });
	}
	return {
		scale: scaleOf(name, q, options.scale),
		softcap,
		mask: mask === undefined ? undefined : fit(name, "mask", mask, "bool", q, full),
		bias: bias === undefined ? undefined : fit(name, "bias", bias, "float32", q, full),
		sinks,
		diagonal,
		left,
		right: right < 0 ? windowRight : 0,
		queryLengths: lengthsOf(name, "queryLengths", options.queryLengths, B, L),
		keyLengths: lengthsOf(name, "keyLengths", options.keyLengths, B, S),
		dropout,
		seed: seed ?? Math.floor(Math.random() * Number.MAX_SAFE_INTEGER),
		isMedium: precision === "medium",
	};
}

export function scaleOf(name: string, q: Tensor, scale: number | undefined): number {
	if (scale === undefined) return 1 / Math.sqrt(q.shape.at(-1)!);
	checkNumber(name, "scale", scale, "a finite number", () => true);
	return scale;
}
