import type { Tensor4D } from "@tensorflow/tfjs-core";

/**
 * How well each key fits each query: `s[b, h, i, j] = score(q[b, h, i], k[b, floor(h·G/H), j])`.
 *
 * Queries of shape [B, H, L, D] and keys of shape [B, G, S, D'], H a multiple of G, give scores of shape [B, H, L, S].
 */
export type ScoreFunction = (q: Tensor4D, k: Tensor4D) => Tensor4D;
