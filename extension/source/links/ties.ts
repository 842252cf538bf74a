import type { Axis } from "@attention-lab/attention/map";
import type { Cell } from "../selection";

/** What tells whether two maps look at the same tokens. */
export interface Ends {
	query: Axis;
	key: Axis;
	/** Where the map stands: axes that are alike in their labels alone are tied within one notebook. */
	place: unknown;
}

/** Whether two axes are the same tokens: by the link that both name, else by their labels. */
export function sameTokens(a: Axis, b: Axis, samePlace: boolean): boolean {
	if (a.link !== undefined || b.link !== undefined) return a.link === b.link && a.size === b.size;
	if (!samePlace || a.labels === undefined || b.labels === undefined || a.size !== b.size) return false;
	if (a.labels === b.labels) return true;
	return a.labels.length === b.labels.length && a.labels.every((label, i) => label === b.labels?.[i]);
}

type Role = "query" | "key";

/** Which end of one map each end of another reads; `null` where they share no token. */
export interface Tie {
	query: Role | null;
	key: Role | null;
}

/** How `to` follows `from`: an end follows the same end first, else the other one. */
export function tieOf(from: Ends, to: Ends): Tie | null {
	const samePlace = from.place === to.place;
	const source = (end: Role): Role | null => {
		const other: Role = end === "query" ? "key" : "query";
		if (sameTokens(from[end], to[end], samePlace)) return end;
		return sameTokens(from[other], to[end], samePlace) ? other : null;
	};
	const tie = { query: source("query"), key: source("key") };
	return tie.query === null && tie.key === null ? null : tie;
}

/** The part of a cell that a tie carries over. */
export function carried(tie: Tie, cell: Cell): Partial<Cell> {
	return {
		...(tie.query === null ? {} : { query: cell[tie.query] }),
		...(tie.key === null ? {} : { key: cell[tie.key] }),
	};
}
