import type { Quantity } from "@attention-lab/attention/map";
import type { Cell } from "./selection";

/**
 * What a reader chose, kept with the output. A notebook is not trusted: whoever reads a field checks it first, and each
 * view keeps its own choices under its own name.
 */
export interface Choice {
	/** One index per leading axis. */
	lead?: readonly number[];
	/** The shape of the colour scale. */
	shape?: "sqrt" | "linear";
	/** Whether the far end of the colour scale is the map's largest weight, or the shown head's. */
	range?: "map" | "head";
	/** The way of looking at the head: a name out of `MODES`. */
	mode?: string;
	of?: Quantity;
	/** Keys that are left out; the rest of each row is scaled to its old sum. */
	hide?: readonly number[];
	/** Whether the map shares pins with others of the same tokens. */
	linked?: boolean;
	/** Whether the text of the matrix is shown as a table too. */
	table?: boolean;
	pin?: Cell | null;
	/** The rectangle that is shown: [from, to) along queries and keys, in cells. */
	place?: { query: readonly [number, number]; key: readonly [number, number] };
	[view: string]: unknown;
}
