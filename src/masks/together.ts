import { clone, type Tensor, tidy } from "@tensorflow/tfjs-core";
import { checkTensor, wrong } from "../wrong";

const RANKS = [0, 1, 2, 3, 4, 5, 6];

/** A living boolean tensor, or the error. */
export function checkMask(name: string, key: string, mask: unknown): void {
	checkTensor(name, key, mask, "bool", RANKS);
}

/** Whether each axis, counted from the last, has one size beside 1. */
function broadcast(shapes: readonly number[][]): boolean {
	const axes = Math.max(...shapes.map((shape) => shape.length));
	return Array.from({ length: axes }, (_, at) => shapes.map((shape) => shape.at(-1 - at) ?? 1)).every((sizes) => {
		const [first = 1, ...others] = sizes.filter((size) => size !== 1);
		return others.every((size) => size === first);
	});
}

/** All masks by one operation of two. */
export function together(name: string, masks: readonly Tensor[], both: (a: Tensor, b: Tensor) => Tensor): Tensor {
	if (masks.length === 0) throw wrong(name, "there must be at least one mask", { masks });
	const named = Object.fromEntries(masks.map((mask, at) => [`masks[${at}]`, mask]));
	for (const [key, mask] of Object.entries(named)) checkMask(name, key, mask);
	if (!broadcast(masks.map((mask) => mask.shape))) throw wrong(name, "masks must broadcast to one shape", named);
	const [first, ...others] = masks;
	return tidy(() => others.reduce(both, clone(first)));
}
