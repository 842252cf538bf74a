import type { Plane } from "../../maps/plane";

/**
 * Which pairs are worth a line: all from a weight on (`threshold`), so many of each query (`top`), or of each query as few
 * as hold a share of its weight (`mass`).
 */
export interface Rule {
	by: "threshold" | "top" | "mass";
	amount: number;
}

/** One line: a row and a column of the plane, and the number there. */
export interface Pair {
	row: number;
	column: number;
	weight: number;
}

/** Pairs in the order of their rows, in a row the strongest first. */
export interface Kept {
	pairs: Pair[];
	/** Pairs that could have been kept: those that are not masked. */
	of: number;
	/** Share of all weight that the kept pairs hold, 0 to 1. */
	mass: number;
}

/** The pairs of rows `from` to `to` that a rule keeps. Pairs without weight are never kept; of equal ones the first are. */
export function keptOf(plane: Plane, rule: Rule, from = 0, to = plane.rows): Kept {
	const pairs: Pair[] = [];
	let of = 0;
	let all = 0;
	let held = 0;
	for (let row = from; row < to; row++) {
		const { line, sum, count } = rowOf(plane, row, rule.by === "threshold" ? rule.amount : 0);
		of += count;
		all += sum;
		for (const pair of cut(line, rule, sum)) {
			pairs.push(pair);
			held += Math.abs(pair.weight);
		}
	}
	return { pairs, of, mass: all > 0 ? held / all : 0 };
}

/** The pairs of a row that are at least `least` in size, strongest first; how many there are, and their size in all. */
function rowOf(plane: Plane, row: number, least: number): { line: Pair[]; sum: number; count: number } {
	const line: Pair[] = [];
	let sum = 0;
	let count = 0;
	for (let column = 0, at = row * plane.columns; column < plane.columns; column++, at++) {
		const weight = plane.values[at];
		if (Number.isNaN(weight)) continue;
		count++;
		sum += Math.abs(weight);
		if (weight !== 0 && Math.abs(weight) >= least) line.push({ row, column, weight });
	}
	line.sort((a, b) => Math.abs(b.weight) - Math.abs(a.weight) || a.column - b.column);
	return { line, sum, count };
}

function cut(line: Pair[], { by, amount }: Rule, sum: number): Pair[] {
	if (by === "threshold") return line;
	if (by === "top") return line.slice(0, amount);
	let held = 0;
	const end = line.findIndex((pair) => {
		held += Math.abs(pair.weight);
		return held >= amount * sum - 1e-9;
	});
	return end < 0 ? line : line.slice(0, end + 1);
}

/** The mean of planes of one shape; a cell is masked where all of them are. */
export function meanOf(planes: readonly Plane[]): Plane {
	const [first] = planes;
	const values = first.values.map((_, at) => {
		let sum = 0;
		let count = 0;
		for (const plane of planes) {
			if (Number.isNaN(plane.values[at])) continue;
			sum += plane.values[at];
			count++;
		}
		return count === 0 ? Number.NaN : sum / planes.length;
	});
	return { ...first, values, exact: planes.every((plane) => plane.exact) };
}
