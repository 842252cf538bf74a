import type { Tensor } from "@tensorflow/tfjs-core";

/**
 * Scores to weights along the last axis. The mask is boolean and broadcastable to the scores, true means *may look*: other
 * cells are exactly 0, and so is a row that sees nothing, with its gradient.
 */
export type Normalizer = (scores: Tensor, mask?: Tensor) => Tensor;
