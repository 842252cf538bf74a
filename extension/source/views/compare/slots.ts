import type { Axis } from "@attention-lab/attention/map";
import { alignByPosition, alignTokens, type Slot } from "../../maps/align";
import { MASKED, type Plane, pixelOf, poolPlane } from "../../maps/plane";

export type Side = "a" | "b";

/** How the axes of two maps stand to each other: one index of the comparison is one slot. */
export interface Alignment {
	queries: Slot[];
	keys: Slot[];
	/** Every slot is the same single index on both sides. */
	same: boolean;
}

/** Aligns by tokens where both have them, else by position. */
export function align(a: { query: Axis; key: Axis }, b: { query: Axis; key: Axis }): Alignment {
	const of = (one: Axis, other: Axis): Slot[] =>
		one.labels && other.labels ? alignTokens(one.labels, other.labels) : alignByPosition(one.size, other.size);
	const queries = of(a.query, b.query);
	const keys = of(a.key, b.key);
	const plain = (slots: Slot[]): boolean =>
		slots.every(
			({ a: [from, to], b: [first, past] }, i) => from === i && first === i && to === i + 1 && past === i + 1,
		);
	return { queries, keys, same: plain(queries) && plain(keys) };
}

/** The axis of the comparison on one side: a slot carries all its tokens' texts, or the other side's in brackets. */
export function slotAxis(axes: Record<Side, Axis>, slots: readonly Slot[], side: Side): Axis {
	const text = (slot: Slot, of: Side): string => axes[of].labels?.slice(...slot[of]).join("") ?? String(slot[of][0]);
	const other: Side = side === "a" ? "b" : "a";
	const labels = slots.map((slot) => (slot[side][0] === slot[side][1] ? `(${text(slot, other)})` : text(slot, side)));
	return { name: axes[side].name, size: slots.length, labels };
}

/**
 * One side's weights on the slots: from several queries the mean, to several keys the sum (what a word gets is what its
 * pieces get; what it gives is what they give on average). A slot without a partner is empty. Of pooled pixels, which are
 * largest weights already, the largest.
 */
export function onSlots(plane: Plane, { queries, keys, same }: Alignment, side: Side): Plane {
	if (same) return plane;
	const pooled = Math.max(...plane.pooling) > 1;
	const values = new Float32Array(queries.length * keys.length).fill(MASKED);
	queries.forEach((query, row) => {
		keys.forEach((key, column) => {
			const cells = cellsOf(plane, query[side], key[side]);
			if (cells.length === 0) return;
			const [top, bottom] = query[side];
			const sum = cells.reduce((total, weight) => total + weight, 0);
			values[row * keys.length + column] = pooled ? Math.max(...cells) : sum / (bottom - top);
		});
	});
	return { rows: queries.length, columns: keys.length, values, pooling: [1, 1], exact: plane.exact };
}

/** The numbers of a rectangle of cells, without those that were never computed. */
function cellsOf(plane: Plane, [top, bottom]: Range, [left, right]: Range): number[] {
	const cells: number[] = [];
	for (let query = top; query < bottom; query++) {
		for (let key = left; key < right; key++) {
			const value = plane.values[pixelOf(plane, query, key)];
			if (!Number.isNaN(value)) cells.push(value);
		}
	}
	return cells;
}

type Range = readonly [number, number];

/** `a - b`, pixel by pixel; empty where either is. Where one has larger pixels, so has the difference. */
export function difference(a: Plane, b: Plane): Plane {
	const [rows, columns] = [Math.min(a.rows, b.rows), Math.min(a.columns, b.columns)];
	const [one, two] = [poolPlane(a, rows, columns), poolPlane(b, rows, columns)];
	return { ...one, values: one.values.map((value, i) => value - two.values[i]), exact: a.exact && b.exact };
}
