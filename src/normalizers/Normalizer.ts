import type { Tensor } from "@tensorflow/tfjs-core";

/**
 * Scores to weights along the last axis: `w = normalize(s)`.
 *
 * The mask is boolean and broadcastable to the scores; true means *may look*. Masked cells are exactly 0, and so is a row
 * that sees nothing; its gradient is 0 as well.
 */
export type Normalizer = (scores: Tensor, mask?: Tensor) => Tensor;
