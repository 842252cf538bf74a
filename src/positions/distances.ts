import type { CausalAlignment } from "../masks/causalMask";
import { checkWhole, wrong } from "../wrong";

/** Position of the first query among the keys: S - L (bottom-right, when decoding) or 0 (top-left). */
export function firstQuery(name: string, L: number, S: number, alignment: CausalAlignment = "bottom-right"): number {
	checkWhole(name, "L", L);
	checkWhole(name, "S", S);
	if (alignment !== "top-left" && alignment !== "bottom-right") {
		throw wrong(name, 'alignment must be "top-left" or "bottom-right"', { alignment });
	}
	return alignment === "bottom-right" ? S - L : 0;
}
