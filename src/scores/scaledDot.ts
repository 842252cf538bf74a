import { matMul, mul, reshape, type Tensor4D } from "@tensorflow/tfjs-core";

/**
 * Scores of every query against every key: `scale · q kᵀ`, query head h against key head floor(h·G/H).
 *
 * @param q - Queries, shape [B, H, L, D].
 * @param k - Keys, shape [B, G, S, D], H a multiple of G.
 * @returns Scores, shape [B, H, L, S].
 */
export function scaledDot(q: Tensor4D, k: Tensor4D, scale: number): Tensor4D {
	const scores = matMul(groupQueries(mul(q, scale) as Tensor4D, k.shape[1]), k, false, true);
	return reshape(scores, [...q.shape.slice(0, 3), k.shape[2]] as [number, number, number, number]);
}

/** Heads that share a key head as one long head, [B, H, L, X] as [B, G, (H/G)·L, X]: no key is ever copied. */
export function groupQueries(x: Tensor4D, groups: number): Tensor4D {
	const [batch, heads, length, size] = x.shape;
	return heads === groups ? x : reshape(x, [batch, groups, (heads / groups) * length, size]);
}
