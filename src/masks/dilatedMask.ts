import { abs, equal, floorDiv, logicalAnd, mul, scalar, type Tensor2D, tidy } from "@tensorflow/tfjs-core";
import { checkWhole, wrong } from "../wrong";
import { type AttentionWindow, checkWindow, within } from "./AttentionWindow";
import { type CausalAlignment, distances, startOf } from "./alignment";

export interface DilatedOptions {
	/** [left, right] in steps, inclusive; -1 is open. */
	window: AttentionWindow;
	/** Cells in a step; with 1 the mask is a sliding window. */
	dilation: number;
	/** Must be named where L and S differ. */
	alignment?: CausalAlignment;
}

/**
 * A sliding window with gaps: `mask[i, j] = -left <= (j - i) / dilation <= right`, and dilation divides `j - i`.
 *
 * ```ts
 * attention.dilatedMask(7, 7, { window: [1, 1], dilation: 3 }).print();  // i - 3, i and i + 3
 * ```
 * @param L - Queries.
 * @param S - Keys.
 * @param options - Window in steps, cells in a step, and where the diagonal starts: around i, or i + S - L for bottom-right.
 * @returns Boolean, shape [L, S]; true means *may look*.
 * @throws Where sizes or options do not fit.
 *
 * Beltagy et al. 2020, "Longformer", section 3.1, dilated sliding window.
 */
export function dilatedMask(L: number, S: number, options: DilatedOptions): Tensor2D {
	const name = "dilatedMask";
	if (typeof options !== "object" || options === null) throw wrong(name, "options must be an object", { options });
	const { window, dilation, alignment } = options;
	const start = startOf(name, L, S, alignment);
	checkWindow(name, window);
	checkWhole(name, "dilation", dilation);
	return tidy(() => {
		const d = distances(L, S, start);
		const size = abs(d);
		const step = scalar(Math.min(dilation, L + S), "int32");
		return logicalAnd(within(d, window, L + S, dilation), equal(mul(floorDiv(size, step), step), size)) as Tensor2D;
	});
}
