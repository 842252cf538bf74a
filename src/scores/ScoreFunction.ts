import type { Tensor4D } from "@tensorflow/tfjs-core";

/**
 * How well every key fits every query: [B, H, L, D] and [B, G, S, D'] to [B, H, L, S], H a multiple of G, query head h
 * against key head floor(h·G/H).
 */
export type ScoreFunction = (q: Tensor4D, k: Tensor4D) => Tensor4D;
