import {
	gather,
	greater,
	oneHot,
	randomUniform,
	sum,
	type Tensor2D,
	tensor1d,
	tidy,
	topk,
} from "@tensorflow/tfjs-core";
import { checkWhole, wrong } from "../wrong";

export interface RandomBlockOptions {
	/** Tokens along the side of a block; the last block of a side may be cut. */
	block: number;
	/** Blocks of keys that each block of queries sees. */
	perRow: number;
	/** The same seed gives the same mask, on every backend. */
	seed: number;
}

/** The block that each of `count` tokens lies in. */
function blocksOf(count: number, block: number) {
	return tensor1d(
		Int32Array.from({ length: count }, (_, at) => Math.floor(at / block)),
		"int32",
	);
}

/**
 * Blocks of queries see a few random blocks of keys: `mask[i, j] = floor(j / block) in draw(floor(i / block))`.
 *
 * ```ts
 * attention.randomBlockMask(8, 8, { block: 2, perRow: 1, seed: 7 }).print();
 * ```
 * @param L - Queries.
 * @param S - Keys.
 * @param options - Size of a block, how many different ones a row of blocks draws, and the seed.
 * @returns Boolean, shape [L, S]; true means *may look*.
 * @throws Where sizes or options do not fit.
 *
 * Zaheer et al. 2020, "Big Bird: Transformers for Longer Sequences", section 2, random attention; with
 * `globalLocalMask` by `orMasks` it is the whole of their pattern.
 */
export function randomBlockMask(L: number, S: number, options: RandomBlockOptions): Tensor2D {
	const name = "randomBlockMask";
	checkWhole(name, "L", L);
	checkWhole(name, "S", S);
	if (typeof options !== "object" || options === null) throw wrong(name, "options must be an object", { options });
	const { block, perRow, seed } = options;
	checkWhole(name, "block", block);
	checkWhole(name, "perRow", perRow);
	checkWhole(name, "seed", seed, 0);
	const [rows, columns] = [Math.ceil(L / block), Math.ceil(S / block)];
	if (perRow > columns)
		throw wrong(name, `perRow must not be above the ${columns} blocks of keys`, { perRow, S, block });
	return tidy(() => {
		const drawn = topk(randomUniform([rows, columns], 0, 1, "float32", seed), perRow).indices;
		// As float32: WebGPU cannot transpose int32, which a sum over the middle axis does.
		const blocks = sum(oneHot(drawn, columns, 1, 0, "float32"), 1);
		return greater(gather(gather(blocks, blocksOf(L, block)), blocksOf(S, block), 1), 0) as Tensor2D;
	});
}
