import type { Tensor, Tensor4D } from "@tensorflow/tfjs-core";
import { checkTensor, wrong } from "../wrong";

/** Queries [B, H, L, D] and keys [B, G, S, D'] that a score function can take, or the error. */
export function checkPair(name: string, q: Tensor, k: Tensor): void {
	checkTensor(name, "q", q, "float32", [4]);
	checkTensor(name, "k", k, "float32", [4]);
	if (q.shape[0] !== k.shape[0]) throw wrong(name, "the batches B must agree", { q, k });
	const [heads, groups] = [q.shape[1]!, k.shape[1]!];
	if (!(groups > 0 && heads % groups === 0)) {
		throw wrong(name, "query heads H must be a multiple of key heads G", { q, k });
	}
	if (k.shape[2] === 0) throw wrong(name, "there must be at least one key", { q, k });
}

/** The same where query and key are of one size D. */
export function checkAlike(name: string, q: Tensor, k: Tensor): void {
	checkPair(name, q, k);
	if (q.shape[3] !== k.shape[3]) throw wrong(name, "query and key must have the same head size D", { q, k });
}

/** A kernel whose rows are as many as a query or key is long, at the time of the call. */
export function checkRows(name: string, pair: { [key: string]: Tensor }): void {
	const [x, kernel] = Object.values(pair);
	const [key, kernelKey] = Object.keys(pair);
	checkTensor(name, kernelKey, kernel, "float32", [2]);
	if (x.shape[3] !== kernel.shape[0]) throw wrong(name, `${kernelKey} must have a row for each entry of ${key}`, pair);
}

/** [B, H, L, S] of a pair. */
export function scoresShape(q: Tensor4D, k: Tensor4D): [number, number, number, number] {
	return [q.shape[0], q.shape[1], q.shape[2], k.shape[2]];
}
