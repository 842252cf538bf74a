import type { Axis, Source } from "../document";
import { AttentionMapError } from "../error";
import { labelOf } from "../picture";

/** A rectangle of cells, of one head or of several, as numbers: what files and figures are made from. */
export interface Region {
	title?: string;
	/** All axes of the map, the last two being queries and keys. */
	axes: readonly Axis[];
	/** One leading index per head that is in it. */
	leads: readonly (readonly number[])[];
	/** [from, to) in cells. */
	query: readonly [number, number];
	/** [from, to) in cells. */
	key: readonly [number, number];
	/** Cells per number along [query, key]; each number is the largest of them. */
	pooling: readonly [number, number];
	/** Row-major over [heads, rows, columns]; NaN where no cell was looked at (masked). */
	values: Float32Array;
	/** What the numbers are, in words. */
	of: string;
	/** How far a number may be from the truth; 0 where they are the kernel's own float32 numbers. */
	error: number;
	source: Source;
}

/** Rows and columns of each head. */
export function sizeOf({ query, key, pooling }: Region): [number, number] {
	return [Math.ceil((query[1] - query[0]) / pooling[0]), Math.ceil((key[1] - key[0]) / pooling[1])];
}

/** The region as it is, where its numbers fill it. */
export function checkRegion(name: string, region: Region): Region {
	const [rows, columns] = sizeOf(region);
	const wanted = region.leads.length * rows * columns;
	if (region.values.length === wanted && wanted > 0) return region;
	throw new AttentionMapError(
		`${name}: values must fill the region, got ${region.values.length} for [${region.leads.length}, ${rows}, ${columns}]`,
	);
}

/** The first cell of a row or column, the one past its last, and the token or tokens it stands for. */
export function placeOf(region: Region, side: "query" | "key", at: number): { from: number; to: number; name: string } {
	const axis = region.axes.at(side === "query" ? -2 : -1) as Axis;
	const cells = region.pooling[side === "query" ? 0 : 1];
	const from = region[side][0] + at * cells;
	const to = Math.min(from + cells, region[side][1]);
	const name = cells === 1 ? labelOf(axis, from, 1) : `${labelOf(axis, from, 1)} to ${labelOf(axis, to - 1, 1)}`;
	return { from, to, name: to - from === 1 ? labelOf(axis, from, 1) : name };
}

/** "exact float32", or what the numbers may be off by and how many cells each stands for. */
export function accuracyOf({ error, pooling }: Region): string {
	const parts = [error === 0 ? "exact float32" : `saved preview, ± ${Number(error.toPrecision(2))}`];
	if (Math.max(...pooling) > 1) parts.push(`each the largest of ${pooling[0]} × ${pooling[1]} cells`);
	return parts.join(", ");
}
