import type { AttentionMap } from "./maps/attention-map";

/** Another map of the same notebook. */
export interface Neighbour {
	/** Its number among the maps of the notebook, from 1: titles may be the same. */
	readonly number: number;
	readonly node: HTMLElement;
	readonly map: AttentionMap;
}

/** What stands around a map, as far as its reader may go there from the map. */
export interface Surroundings {
	/** Shows the map in a tab of its own; `null` where nothing offers tabs. */
	readonly open: (() => void) | null;
	/** The other maps of the notebook, in their order. */
	neighbours(): readonly Neighbour[];
	/** Shows another map beside this one, or with `null` none but the one that the document brings. */
	compare(neighbour: Neighbour | null): void;
}
