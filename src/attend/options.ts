import type { Tensor, Tensor1D } from "@tensorflow/tfjs-core";
import type { AttentionWindow } from "../masks/AttentionWindow";
import type { CausalAlignment } from "../masks/causalMask";

/**
 * What every form of scaled dot-product attention understands. A cell must pass all that limits it. What k and v hold at a
 * key, Infinity or NaN even, reaches only rows that look at it.
 */
export interface AttentionOptions {
	/** Boolean, broadcastable to [B, H, L, S]; true means *may look*. */
	mask?: Tensor;
	/** Added to the scaled scores, broadcastable to [B, H, L, S]; -Infinity equals a masked cell. */
	bias?: Tensor;
	/**
	 * No query looks past itself: `j <= i` (top-left) or `j <= i + S - L` (bottom-right). `true` only where L = S, where
	 * the two are one.
	 */
	causal?: boolean | CausalAlignment;
	/**
	 * Cells with `-left <= j - diagonal(i) <= right`, both whole numbers, -1 is open. The diagonal is that of `causal`;
	 * without it, of `alignment`.
	 */
	window?: AttentionWindow;
	/** `diagonal(i) = i` (top-left) or `i + S - L` (bottom-right), for a window that is not causal and where L ≠ S. */
	alignment?: CausalAlignment;
	/** Real queries and keys of each item, B whole numbers: what comes after them is padding. Bottom-right counts these. */
	queryLengths?: readonly number[] | Tensor1D;
	keyLengths?: readonly number[] | Tensor1D;
	/** Factor of the scores, 1 / sqrt(D) by default; 0 is a number like others. */
	scale?: number;
	/** Scores become `cap · tanh(score / cap)`, after the scale and before bias and mask. */
	softcap?: number;
	/** A logit for each head that takes a share of every row and gives nothing, shape [H]. */
	sinks?: Tensor1D;
	/** Share of the weights that is dropped, from 0 to below 1; what is left grows by 1 / (1 - dropout). */
	dropout?: number;
	/**
	 * What the products multiply: float32 (`high`, the default), or bfloat16 (`medium`) where the processor multiplies those,
	 * for about twice the speed and weights that are right to three digits. Sums are float32 at any precision.
	 */
	precision?: "high" | "medium";
	/** Which weights are dropped: the same seed drops the same; by default each call draws its own. */
	seed?: number;
}
