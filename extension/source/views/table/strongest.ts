import type { Plane } from "../../maps/plane";

/** The pixels of one row that hold most. */
export interface Strongest {
	/** Rows of the plane that this row of the table stands for, [from, to). */
	rows: readonly [number, number];
	/** Columns of the plane and their largest numbers, the largest first; none where everything is masked. */
	best: readonly { column: number; weight: number }[];
}

/**
 * A matrix as a short table: each of its rows, or where it has more than `most` the maximum over as many neighbours as one
 * line must stand for, by its `keep` largest numbers by size.
 */
export function strongestOf(plane: Plane, most: number, keep: number): Strongest[] {
	const count = Math.min(most, plane.rows);
	return Array.from({ length: count }, (_, line) => {
		const rows = [Math.floor((line * plane.rows) / count), Math.floor(((line + 1) * plane.rows) / count)] as const;
		return { rows, best: bestOf(plane, rows, keep) };
	});
}

function bestOf({ values, columns }: Plane, [from, to]: readonly [number, number], keep: number): Strongest["best"] {
	const best: { column: number; weight: number }[] = [];
	for (let at = from * columns; at < to * columns; at++) {
		const weight = values[at];
		const column = at % columns;
		if (Number.isNaN(weight) || !(Math.abs(weight) > Math.abs(best[keep - 1]?.weight ?? 0))) continue;
		const same = best.findIndex((each) => each.column === column);
		if (same >= 0 && Math.abs(best[same].weight) >= Math.abs(weight)) continue;
		if (same >= 0) best.splice(same, 1);
		best.push({ column, weight });
		best.sort((a, b) => Math.abs(b.weight) - Math.abs(a.weight));
		best.length = Math.min(keep, best.length);
	}
	return best;
}
