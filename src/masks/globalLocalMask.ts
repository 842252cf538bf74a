import { expandDims, logicalOr, type Tensor2D, tensor1d, tidy } from "@tensorflow/tfjs-core";
import { wrong } from "../wrong";
import { type AttentionWindow, checkWindow, within } from "./AttentionWindow";
import { distances, startOf } from "./alignment";

export interface GlobalLocalOptions {
	/** [left, right] around each token, inclusive; -1 is open. */
	window: AttentionWindow;
	/** Tokens that see all and that all see, whole numbers from 0 to L - 1. */
	globals: readonly number[];
}

/**
 * A sliding window, and some tokens for everyone: `mask[i, j] = -left <= j - i <= right or {i, j} ∩ globals ≠ ∅`.
 *
 * ```ts
 * attention.globalLocalMask(6, { window: [1, 1], globals: [0] }).print();
 * ```
 * @param L - Queries, and as many keys.
 * @param options - The window, and the tokens for everyone.
 * @returns Boolean, shape [L, L], symmetric where the window is; true means *may look*.
 * @throws Where sizes or options do not fit.
 *
 * Beltagy et al. 2020, "Longformer", section 3.1, global attention.
 */
export function globalLocalMask(L: number, options: GlobalLocalOptions): Tensor2D {
	const name = "globalLocalMask";
	if (typeof options !== "object" || options === null) throw wrong(name, "options must be an object", { options });
	const { window, globals } = options;
	const start = startOf(name, L, L, undefined);
	checkWindow(name, window);
	if (!(Array.isArray(globals) && globals.every((at) => Number.isInteger(at) && at >= 0 && at < L))) {
		throw wrong(name, "globals must be whole numbers from 0 to L - 1", { globals, L });
	}
	return tidy(() => {
		const chosen = new Uint8Array(L);
		for (const at of globals) chosen[at] = 1;
		const isGlobal = tensor1d(chosen, "bool");
		const local = within(distances(L, L, start), window, 2 * L);
		return logicalOr(local, logicalOr(isGlobal, expandDims(isGlobal, 1))) as Tensor2D;
	});
}
