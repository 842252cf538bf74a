import type { AttentionMap } from "./attention-map";

/** What a map is called: its title, else its model, else as it is called here. */
export function titleOf({ document }: AttentionMap, otherwise: string): string {
	return document.title ?? document.source.model ?? otherwise;
}
