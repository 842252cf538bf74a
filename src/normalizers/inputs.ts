import type { Tensor } from "@tensorflow/tfjs-core";
import { checkTensor, wrong } from "../wrong";

/** Whether an array of the first shape fits the second as it is. */
export function broadcasts(shape: readonly number[], to: readonly number[]): boolean {
	return shape.length <= to.length && shape.every((size, i) => size === 1 || size === to[to.length - shape.length + i]);
}

/** Scores of any shape and a mask that broadcasts to them, or the error. */
export function checkScores(name: string, scores: Tensor, mask: Tensor | undefined): void {
	checkTensor(name, "scores", scores, "float32", [1, 2, 3, 4, 5, 6]);
	if (scores.shape.at(-1) === 0) throw wrong(name, "there must be at least one key", { scores });
	if (mask === undefined) return;
	checkTensor(name, "mask", mask, "bool", [0, 1, 2, 3, 4, 5, 6]);
	if (!broadcasts(mask.shape, scores.shape)) throw wrong(name, `mask must broadcast to [${scores.shape}]`, { mask });
}

/** An object of options, or the error. */
export function checkOptions(name: string, options: unknown): void {
	if (typeof options !== "object" || options === null) throw wrong(name, "options must be an object", { options });
}
