import type { Plane } from "../../../../extension/source/maps/plane";
import { keptOf, meanOf, type Rule } from "../../../../extension/source/views/arcs/kept";

function plane(rows: number, columns: number, at: (row: number, column: number) => number): Plane {
	const values = Float32Array.from({ length: rows * columns }, (_, i) => at(Math.floor(i / columns), i % columns));
	return { rows, columns, values, pooling: [1, 1], exact: true };
}

/** Softmax rows, causal, the same on every run. */
const RANDOM = plane(11, 13, (row, column) => {
	const score = (key: number): number => Math.exp(2 * Math.sin(row * 12.9898 + key * 78.233));
	const sum = Array.from({ length: row + 3 }, (_, key) => score(key)).reduce((a, b) => a + b, 0);
	return column < row + 3 ? score(column) / sum : Number.NaN;
});

const names = (rule: Rule, of = RANDOM): string[] =>
	keptOf(of, rule)
		.pairs.map(({ row, column }) => `${row},${column}`)
		.sort();

/** Every pair that a definition, written anew, keeps: `rank` counts those before it in its row. */
function brute(keep: (weight: number, before: { rank: number; mass: number }, sum: number) => boolean): string[] {
	const kept: string[] = [];
	for (let row = 0; row < 11; row++) {
		const line = [...RANDOM.values.subarray(row * 13, row * 13 + 13)];
		const sum = line.reduce((total, weight) => total + (weight || 0), 0);
		line.forEach((weight, column) => {
			if (!(weight > 0)) return;
			const before = line.filter((other, i) => other > weight || (other === weight && i < column));
			const mass = before.reduce((total, other) => total + other, 0);
			if (keep(weight, { rank: before.length, mass }, sum)) kept.push(`${row},${column}`);
		});
	}
	return kept.sort();
}

describe("kept pairs", () => {
	test.each([0, 0.05, 0.31, 1])("from a weight of %p on are those of the definition", (amount) => {
		expect(names({ by: "threshold", amount })).toEqual(brute((weight) => weight >= amount));
	});

	test.each([1, 2, 7, 50])("the %p strongest of each query are those of the definition", (amount) => {
		expect(names({ by: "top", amount })).toEqual(brute((_, { rank }) => rank < amount));
	});

	test.each([0.05, 0.5, 0.7, 0.95])("a share of %p of each query is held by as few as possible", (amount) => {
		expect(names({ by: "mass", amount })).toEqual(brute((_, { mass }, sum) => mass < amount * sum - 1e-9));
	});

	test("of equal weights the first are kept, strongest first in a row", () => {
		const ties = plane(2, 5, (row, column) => [0.2, 0.2, 0.3, 0.1, 0.2][(column + row) % 5]);
		expect(keptOf(ties, { by: "top", amount: 3 }).pairs.map(({ row, column }) => [row, column])).toEqual([
			[0, 2],
			[0, 0],
			[0, 1],
			[1, 1],
			[1, 0],
			[1, 3],
		]);
		expect(keptOf(ties, { by: "mass", amount: 0.5 }).pairs).toHaveLength(4);
	});

	test("masked pairs do not count, pairs without weight are not kept", () => {
		const { pairs, of, mass } = keptOf(
			plane(1, 4, (_, column) => [0.75, 0, Number.NaN, 0.25][column]),
			{ by: "threshold", amount: 0.5 },
		);
		expect(pairs).toEqual([{ row: 0, column: 0, weight: 0.75 }]);
		expect([of, mass]).toEqual([3, 0.75]);
		expect(keptOf(RANDOM, { by: "threshold", amount: 0 }).mass).toBeCloseTo(1, 6);
	});

	test("may be those of some rows only", () => {
		const part = keptOf(RANDOM, { by: "top", amount: 2 }, 3, 5);
		expect([...new Set(part.pairs.map(({ row }) => row))]).toEqual([3, 4]);
	});
});

test("a mean of planes is masked where all are", () => {
	const mean = meanOf([
		plane(1, 3, (_, column) => [1, Number.NaN, Number.NaN][column]),
		plane(1, 3, (_, column) => [0.5, 0.5, Number.NaN][column]),
	]);
	expect([...mean.values]).toEqual([0.75, 0.25, Number.NaN]);
});
