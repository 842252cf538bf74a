import type { Cell } from "../selection";
import type { Scene } from "../views/view";

/** A whole cell from one end of it: the other end stays where it was pinned, else it goes to the strongest weight. */
export function completeCell(scene: Scene, { query, key }: Partial<Cell>): Cell {
	const { selection, weights } = scene;
	if (query !== undefined && key !== undefined) return { query, key };
	const { pin, lead } = selection;
	if (query !== undefined) return { query, key: pin?.key ?? strongest(weights.row(lead, query), 1) };
	const at = key ?? 0;
	return { query: pin?.query ?? strongest(weights.column(lead, at), 0), key: at };
}

function strongest({ values, pooling }: ReturnType<Scene["weights"]["row"]>, axis: 0 | 1): number {
	let best = 0;
	for (let i = 1; i < values.length; i++) if (values[i] > (values[best] || 0)) best = i;
	return best * pooling[axis];
}
