import { logicalAnd, reshape, type Tensor, type Tensor4D } from "@tensorflow/tfjs-core";
import { type CausalAlignment, causalMask } from "../masks/causalMask";
import { checkTensor, wrong } from "../wrong";
import type { AttentionOptions } from "./options";

const RANKS = [2, 3, 4];

function toRank4Shape(x: Tensor): [number, number, number, number] {
	const [length, size] = x.shape.slice(-2);
	return [x.rank > 2 ? x.shape[0]! : 1, x.rank === 4 ? x.shape[1]! : 1, length, size];
}

/** [L, D] and [B, L, D] as [B, 1, L, D]. */
export function toRank4(x: Tensor): Tensor4D {
	return x.rank === 4 ? (x as Tensor4D) : reshape(x, toRank4Shape(x));
}

/** Back to the rank that the caller came with. */
export function fromRank4(x: Tensor4D, like: Tensor): Tensor {
	const [length, size] = x.shape.slice(-2);
	if (like.rank === 4) return x;
	return reshape(x, like.rank === 3 ? [like.shape[0], length, size] : [length, size]);
}

export function checkQueryKey(name: string, q: Tensor, k: Tensor): void {
	checkTensor(name, "q", q, "float32", RANKS);
	checkTensor(name, "k", k, "float32", RANKS);
	if (q.rank !== k.rank) throw wrong(name, "query and key must have the same rank", { q, k });
	if (q.shape.at(-1) !== k.shape.at(-1)) throw wrong(name, "query and key must have the same head size D", { q, k });
	checkLeading(name, { q, k });
	if (k.shape.at(-2) === 0) throw wrong(name, "there must be at least one key", { q, k });
}

export function checkValue(name: string, q: Tensor, k: Tensor, v: Tensor): void {
	checkTensor(name, "v", v, "float32", RANKS);
	if (v.rank !== k.rank) throw wrong(name, "key and value must have the same rank", { k, v });
	if (v.shape.at(-2) !== k.shape.at(-2)) throw wrong(name, "key and value must have the same length", { k, v });
	checkLeading(name, { q, v });
	if (k.rank === 4 && k.shape[1] !== v.shape[1]) {
		throw wrong(name, "key and value must have the same number of heads", { k, v });
	}
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
function fit(name: string, key: string, x: Tensor, q: Tensor, full: number[]): Tensor {
	const batched = q.rank === 3 && x.rank === 3;
	const shape = batched ? [x.shape[0], 1, ...x.shape.slice(1)] : x.shape;
	if (!broadcasts(shape, full)) {
		const wanted = q.rank === 4 ? full : q.rank === 3 ? [full[0], ...full.slice(2)] : full.slice(2);
		throw wrong(name, `${key} must broadcast to [${wanted}]`, { [key]: x });
	}
	return batched ? reshape(x, shape) : x;
}

export interface Restrictions {
	mask?: Tensor;
	bias?: Tensor;
}

export interface CheckedOptions extends Restrictions {
	causal?: CausalAlignment;
}

/** Mask, causal rule and bias, checked against [B, H, L, S] and broadcastable to it. */
export function checkOptions(name: string, q: Tensor, k: Tensor, options: AttentionOptions): CheckedOptions {
	const { mask, bias, causal } = options;
	const [length, keys] = [q.shape.at(-2)!, k.shape.at(-2)!];
	const [batch, heads] = toRank4Shape(q);
	const full = [batch, heads, length, keys];
	const found: CheckedOptions = {};
	if (mask !== undefined) {
		checkTensor(name, "mask", mask, "bool", [0, 1, 2, 3, 4]);
		found.mask = fit(name, "mask", mask, q, full);
	}
	if (bias !== undefined) {
		checkTensor(name, "bias", bias, "float32", [0, 1, 2, 3, 4]);
		found.bias = fit(name, "bias", bias, q, full);
	}
	if (causal !== undefined && causal !== false) {
		if (causal === true && length !== keys) {
			throw wrong(name, 'causal must be "top-left" or "bottom-right" where L and S differ', { q, k });
		}
		if (causal !== true && causal !== "top-left" && causal !== "bottom-right") {
			throw wrong(name, 'causal must be true, "top-left" or "bottom-right"', { causal });
		}
		found.causal = causal === true ? "top-left" : causal;
	}
	return found;
}

/** The same with the causal rule as a part of the mask. */
export function restrictions(name: string, q: Tensor, k: Tensor, options: AttentionOptions): Restrictions {
	const { mask, bias, causal } = checkOptions(name, q, k, options);
	if (causal === undefined) return { mask, bias };
	const triangle = causalMask(q.shape.at(-2)!, k.shape.at(-2)!, causal);
	return { mask: mask === undefined ? triangle : logicalAnd(mask, triangle), bias };
}

export function scaleOf(name: string, q: Tensor, scale: number | undefined): number {
	if (scale === undefined) return 1 / Math.sqrt(q.shape.at(-1)!);
	if (typeof scale !== "number" || !Number.isFinite(scale))
		throw wrong(name, "scale must be a finite number", { scale });
	return scale;
}
