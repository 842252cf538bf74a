import type { Plane } from "../../../../extension/source/maps/plane";
import { difference } from "../../../../extension/source/views/compare/slots";

const plane = (rows: number, columns: number, pooling: number, values: number[], exact = false): Plane => ({
	rows,
	columns,
	values: Float32Array.from(values),
	pooling: [pooling, pooling],
	exact,
});

describe("the difference of two planes", () => {
	test("has the larger pixels of the two: the peaks of the finer one stand for what it covers", () => {
		const fine = plane(4, 2, 1, [1, 2, 3, 4, 0.5, 0, 0.25, 0.125], true);
		const coarse = plane(2, 1, 2, [3.5, 0.75]);
		expect(difference(fine, coarse)).toMatchObject({ rows: 2, columns: 1, pooling: [2, 2], exact: false });
		expect([...difference(fine, coarse).values]).toEqual([0.5, -0.25]);
		expect([...difference(coarse, fine).values]).toEqual([-0.5, 0.25]);
	});

	test("is empty where either is", () => {
		const { values } = difference(plane(1, 3, 1, [Number.NaN, 2, 5]), plane(1, 3, 1, [1, Number.NaN, 3]));
		expect([...values]).toEqual([Number.NaN, Number.NaN, 2]);
	});
});
