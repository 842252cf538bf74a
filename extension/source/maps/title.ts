import type { Words } from "../words/words";
import type { AttentionMap } from "./attention-map";

/** What a map is called: its title, else its model. */
export function titleOf({ document }: AttentionMap, words: Words): string {
	return document.title ?? document.source.model ?? words("Attention map");
}
