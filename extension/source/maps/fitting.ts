import type { Axis } from "@attention-lab/attention/map";

/** Sequences up to here are paired token by token; slots of longer ones would be too many. */
const LONGEST = 1024;

interface Axes {
	leads: readonly Axis[];
	query: Axis;
	key: Axis;
}

/**
 * Whether two maps can be laid beside each other: the same kinds of heads (layers and heads, or none), and queries and keys
 * that can be paired, by position where there are equally many, by their texts where both have them.
 */
export function isFitting(a: Axes, b: Axes): boolean {
	const kinds = (of: Axes): string => of.leads.map((axis) => axis.name).join();
	return kinds(a) === kinds(b) && isPaired(a.query, b.query) && isPaired(a.key, b.key);
}

function isPaired(a: Axis, b: Axis): boolean {
	const hasTexts = a.labels !== undefined && b.labels !== undefined;
	const isShort = Math.max(a.size, b.size) <= LONGEST;
	if (!hasTexts) return a.size === b.size;
	return isShort || (a.size === b.size && a.labels?.every((label, i) => label === b.labels?.[i]) === true);
}
