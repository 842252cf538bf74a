import { expandDims, range, sub, type Tensor2D } from "@tensorflow/tfjs-core";
import { checkWhole, wrong } from "../wrong";

/** Which corner the diagonal starts in when there are not as many queries as keys. */
export type CausalAlignment = "top-left" | "bottom-right";

/** The key that query 0 stands at, 0 or S - L, or the error; the corner must be named where L and S differ. */
export function startOf(name: string, L: number, S: number, alignment: CausalAlignment | undefined): number {
	checkWhole(name, "L", L);
	checkWhole(name, "S", S);
	const named = alignment === "top-left" || alignment === "bottom-right";
	if (!named && (alignment !== undefined || L !== S)) {
		const must = `alignment must be "top-left" or "bottom-right"${alignment === undefined ? " where L and S differ" : ""}`;
		throw wrong(name, must, { L, S, alignment });
	}
	return alignment === "bottom-right" ? S - L : 0;
}

/** The key that each query stands at, `i + start`, int32 [L, 1]; within a tidy. */
export function places(L: number, start: number): Tensor2D {
	return expandDims(range(start, start + L, 1, "int32"), 1);
}

/** How far each key lies to the right of where its query stands, `j - i - start`, int32 [L, S]; within a tidy. */
export function distances(L: number, S: number, start: number): Tensor2D {
	return sub(range(0, S, 1, "int32"), places(L, start));
}
