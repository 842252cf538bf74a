import { type Tensor2D, tensor2d } from "@tensorflow/tfjs-core";
import { checkWhole, wrong } from "../wrong";

/**
 * A mask from a rule of your own: `mask[i, j] = may(i, j)`.
 *
 * ```ts
 * attention.maskFrom(4, 6, (i, j) => (i + j) % 2 === 0).print();
 * ```
 * @param L - Queries.
 * @param S - Keys.
 * @param may - Called once for each cell, row by row; must answer true or false.
 * @returns Boolean, shape [L, S]; true means *may look*.
 * @throws Where sizes do not fit, or at the first cell whose answer is neither true nor false.
 */
export function maskFrom(L: number, S: number, may: (i: number, j: number) => boolean): Tensor2D {
	const name = "maskFrom";
	checkWhole(name, "L", L);
	checkWhole(name, "S", S);
	if (typeof may !== "function") throw wrong(name, "may must be a function of i and j", { may });
	const cells = new Uint8Array(L * S);
	for (let i = 0; i < L; i++) {
		for (let j = 0; j < S; j++) {
			const answer: unknown = may(i, j);
			if (typeof answer !== "boolean") throw wrong(name, `may(${i}, ${j}) must be true or false`, { answer });
			cells[i * S + j] = Number(answer);
		}
	}
	return tensor2d(cells, [L, S], "bool");
}
