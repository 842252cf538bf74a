import { type Tensor, type Tensor2D, tidy } from "@tensorflow/tfjs-core";
import { checkWhole } from "../wrong";
import { type Tile, type TileOptions, tileOfHead } from "./attentionTile";
import { checkQueryKey } from "./inputs";
import { halveMax, halveMean } from "./pool";

const NAME = "attentionPyramid";

export interface PyramidOptions extends Omit<TileOptions, "queries" | "keys" | "zoom"> {
	/** Of the finest level: 2^from x 2^from cells for each pixel, 0 by default. */
	from?: number;
}

/**
 * One head's whole map at every zoom, each level half of the one before: `level[z](y, x) = max w(i, j)` over 2^z x 2^z cells.
 *
 * Weights are computed once, for the finest level.
 *
 * ```ts
 * const { logSumExp } = attention.attend(q, k, v);
 * const levels = attention.attentionPyramid(q, k, logSumExp!, { head: 0, from: 3 });
 * ```
 * @param q - Queries, shape [B, H, L, D], [B, L, D] or [L, D].
 * @param k - Keys, shape [B, G, S, D], [B, S, D] or [S, D].
 * @param logSumExp - Of `attend` with the same options, shape [B, H, L], [B, L] or [L].
 * @returns Levels from the finest to a single pixel.
 * @throws Where shapes, types or options do not fit.
 */
export function attentionPyramid(q: Tensor, k: Tensor, logSumExp: Tensor, options: PyramidOptions = {}): Tile[] {
	const { from = 0, ...rest } = options;
	return tidy(() => {
		checkQueryKey(NAME, q, k);
		checkWhole(NAME, "from", from, 0);
		const [L, S] = [q.shape.at(-2)!, k.shape.at(-2)!];
		const levels = [tileOfHead(NAME, q, k, logSumExp, { ...rest, zoom: from })];
		for (let zoom = from; levels.at(-1)!.max.size > 1; zoom++) {
			const { max, mean } = levels.at(-1)!;
			levels.push({ max: halveMax(max as Tensor2D), mean: halveMean(mean as Tensor2D, [L, S], 2 ** zoom) });
		}
		return levels as never;
	});
}
