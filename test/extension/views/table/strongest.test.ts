import { strongestOf } from "../../../../extension/source/views/table/strongest";

const plane = (rows: number, values: number[]) => ({
	rows,
	columns: values.length / rows,
	values: Float32Array.from(values),
	pooling: [1, 1] as [number, number],
	exact: true,
});

describe("strongestOf", () => {
	test("names the largest of each row, and nothing where a row is masked or zero", () => {
		const [a, b, c] = strongestOf(plane(3, [0.25, 0.5, 0, 0, NaN, NaN, NaN, NaN, 0, 0, 0, 0]), 30, 3);
		expect(a).toEqual({
			rows: [0, 1],
			best: [
				{ column: 1, weight: 0.5 },
				{ column: 0, weight: 0.25 },
			],
		});
		expect([b.best, c.best]).toEqual([[], []]);
	});

	test("a score counts by its size", () => {
		expect(strongestOf(plane(1, [1, -3, 2]), 30, 2)[0].best.map(({ weight }) => weight)).toEqual([-3, 2]);
	});

	test("agrees with sorting the maximum over each run of rows, each column once", () => {
		const [rows, columns, most, keep] = [31, 7, 5, 3];
		const values = Array.from({ length: rows * columns }, (_, i) => Math.fround(Math.abs(Math.sin(i * 12.9898))));
		const table = strongestOf(plane(rows, values), most, keep);
		expect(table.map((line) => line.rows)).toEqual([
			[0, 6],
			[6, 12],
			[12, 18],
			[18, 24],
			[24, 31],
		]);
		for (const {
			rows: [from, to],
			best,
		} of table) {
			const tops = Array.from({ length: columns }, (_, column) => ({
				column,
				weight: Math.max(...Array.from({ length: to - from }, (_, row) => values[(from + row) * columns + column])),
			}));
			expect(best).toEqual(tops.sort((a, b) => b.weight - a.weight).slice(0, keep));
		}
	});
});
