import type { INotebookTracker } from "@jupyterlab/notebook";
import { type OpenMap, openMaps } from "../links/open-maps";

/** Where a map stands, in words that outlive it: the notebook's path, the cell, and which of the cell's maps it is. */
export interface Place {
	path: string;
	cell: string;
	index: number;
}

/** The place of a map; `null` where it stands in no notebook. */
export function placeOf(map: OpenMap, notebooks: INotebookTracker): Place | null {
	const notebook = notebooks.find(({ node }) => node.contains(map.node));
	const cell = notebook?.content.widgets.find(({ node }) => node.contains(map.node));
	if (notebook === undefined || cell === undefined) return null;
	return { path: notebook.context.path, cell: cell.model.id, index: openMaps.within(cell.node).indexOf(map) };
}

/** The map that stands at a place now; `null` while there is none, as while its cell runs. */
export function mapAt({ path, cell, index }: Place, notebooks: INotebookTracker): OpenMap | null {
	const notebook = notebooks.find(({ context }) => context.path === path);
	const found = notebook?.content.widgets.find(({ model }) => model.id === cell);
	return found === undefined ? null : (openMaps.within(found.node)[index] ?? null);
}

/** A place out of what was stored; `null` for anything else. */
export function readPlace({ path, cell, index }: Readonly<Record<string, unknown>>): Place | null {
	const isPlace = typeof path === "string" && typeof cell === "string" && Number.isInteger(index);
	return isPlace ? { path, cell, index: index as number } : null;
}
