import { greaterEqual, lessEqual, logicalAnd, scalar, type Tensor2D } from "@tensorflow/tfjs-core";
import { wrong } from "../wrong";

/** How far a query looks to the left and to the right of itself, both inclusive; -1 is open. */
export type AttentionWindow = readonly [left: number, right: number];

/** Two whole numbers of at least -1, or the error. */
export function checkWindow(name: string, window: unknown): void {
	const isReach = (n: unknown) => typeof n === "number" && Number.isInteger(n) && n >= -1;
	if (!(Array.isArray(window) && window.length === 2 && window.every(isReach))) {
		throw wrong(name, "window must be [left, right], whole numbers of at least -1", { window });
	}
}

/** `-left·step <= d <= right·step` of distances d that are all nearer than `far`; within a tidy. */
export function within(d: Tensor2D, [left, right]: AttentionWindow, far: number, step = 1): Tensor2D {
	const reach = (side: number) => (side === -1 ? far : Math.min(far, side * step));
	const [first, last] = [-reach(left), reach(right)].map((end) => scalar(end, "int32"));
	return logicalAnd(greaterEqual(d, first), lessEqual(d, last)) as Tensor2D;
}
