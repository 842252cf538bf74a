import type { Image } from "@attention-lab/attention/map";
import type { AttentionMap } from "../../maps/attention-map";
import { MOST_TOKENS } from "../media/focus";
import type { Patches } from "./patches";

/** The document's picture, where its map has no more tokens than can be listed; what its bytes hold is another question. */
export function imageOf({ document, query, key }: AttentionMap): Image | null {
	return Math.max(query.size, key.size) > MOST_TOKENS ? null : (document.image ?? null);
}

export function patchesOf({ grid, skip }: Image): Patches {
	return { rows: grid[0], columns: grid[1], skip };
}
