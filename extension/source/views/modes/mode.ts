import type { Scene, ViewFactory } from "../view";

interface Way {
	/** As it is kept with the output. */
	name: string;
	/** As it stands on the tab, in English. */
	title: string;
	/** It takes the page's whole width instead of the column beside the overview. */
	wide?: boolean;
	/** Whether this map can be looked at in this way at all. */
	fits(scene: Scene): boolean;
}

/**
 * One way of looking at a head; a reader changes between them by tabs. The first one's code is there, that of the others is
 * fetched when they are chosen: a page of heat maps carries nothing else.
 */
export type Mode = Way & ({ make: ViewFactory } | { load(): Promise<ViewFactory> });
