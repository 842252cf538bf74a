import type { Tensor } from "@tensorflow/tfjs-core";
import type { CausalAlignment } from "../masks/causalMask";

/** What every form of scaled dot-product attention understands. */
export interface AttentionOptions {
	/** Boolean, broadcastable to [B, H, L, S]; true means *may look*. */
	mask?: Tensor;
	/** Added to the scaled scores, broadcastable to [B, H, L, S]; -Infinity equals a masked cell. */
	bias?: Tensor;
	/**
	 * No query looks past itself: `j <= i` (top-left) or `j <= i + S - L` (bottom-right). `true` only where L = S, where
	 * the two are one. Together with `mask`, a cell must pass both.
	 */
	causal?: boolean | CausalAlignment;
	/** Factor of the scores, 1 / sqrt(D) by default; 0 is a number like others. */
	scale?: number;
}
