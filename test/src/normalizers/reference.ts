/** Normalizers in float64, row by row, sharing nothing with the library: thresholds by bisection, never by sorting. */
export type Row = (scores: number[], may: boolean[]) => number[];

const total = (row: number[]) => row.reduce((sum, entry) => sum + entry, 0);

export const softmaxRow: Row = (scores, may) => {
	const top = Math.max(...scores.filter((_, j) => may[j]));
	const raised = scores.map((score, j) => (may[j] ? Math.exp(score - top) : 0));
	const sum = total(raised);
	return raised.map((entry) => (sum === 0 ? 0 : entry / sum));
};

function sparseRow(power: number): Row {
	return (scores, may) => {
		if (!may.includes(true)) return scores.map(() => 0);
		const z = scores.map((score) => score / power);
		const over = (t: number) => z.map((entry, j) => (may[j] ? Math.max(entry - t, 0) ** power : 0));
		const top = Math.max(...z.filter((_, j) => may[j]));
		let [low, high] = [top - 1, top];
		for (let step = 0; step < 60; step++) {
			const middle = (low + high) / 2;
			if (total(over(middle)) >= 1) low = middle;
			else high = middle;
		}
		return over(low);
	};
}

export const sparsemaxRow = sparseRow(1);
export const entmax15Row = sparseRow(2);

/** All rows of a flat array, each of so many cells. */
export function eachRow(row: Row, scores: number[], may: boolean[], size: number): number[] {
	return Array.from({ length: scores.length / size }, (_, at) => {
		const cut = [at * size, (at + 1) * size] as const;
		return row(scores.slice(...cut), may.slice(...cut));
	}).flat();
}
