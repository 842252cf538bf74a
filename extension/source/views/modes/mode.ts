import type { Scene, ViewFactory } from "../view";

/** One way of looking at a head; a reader changes between them by tabs. */
export interface Mode {
	/** As it is kept with the output. */
	name: string;
	/** As it stands on the tab, in English. */
	title: string;
	/** It takes the page's whole width instead of the column beside the overview. */
	wide?: boolean;
	/** Whether this map can be looked at in this way at all. */
	fits(scene: Scene): boolean;
	make: ViewFactory;
}
