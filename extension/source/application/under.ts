import { type OpenMap, openMaps } from "../links/open-maps";

/**
 * The map that a command means: the one whose context menu was opened last, until the reader presses anywhere else; then the
 * current one.
 */
export function mapUnder(current: () => OpenMap | null): () => OpenMap | null {
	let under: OpenMap | null = null;
	document.addEventListener(
		"contextmenu",
		({ target }) => {
			under = openMaps.around(target as Node);
		},
		{ capture: true },
	);
	document.addEventListener(
		"pointerdown",
		({ target, button }) => {
			if (button === 0 && !(target as Element).closest(".lm-Menu")) under = null;
		},
		{ capture: true },
	);
	return () => (under?.map ? under : current());
}
