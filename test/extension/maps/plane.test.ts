import fc from "fast-check";
import { MASKED, type Plane, pixelOf, poolPlane } from "../../../extension/source/maps/plane";

const plane = (rows: number, columns: number, values: number[]): Plane => ({
	rows,
	columns,
	values: Float32Array.from(values),
	pooling: [1, 1],
	exact: false,
});

describe("a plane", () => {
	test("is pooled by maximum, by hand", () => {
		const pooled = poolPlane(plane(2, 3, [1, 5, 2, 4, 3, 6]), 1, 2);
		expect([...pooled.values]).toEqual([5, 6]);
		expect(pooled.pooling).toEqual([2, 1.5]);
	});

	test("that fits is left as it is", () => {
		const whole = plane(2, 3, [1, 5, 2, 4, 3, 6]);
		expect(poolPlane(whole, 2, 3)).toBe(whole);
	});

	test("keeps masked pixels only where nothing else is under them", () => {
		const pooled = poolPlane(plane(2, 4, [1, MASKED, MASKED, MASKED, 2, 0, MASKED, MASKED]), 1, 2);
		expect([...pooled.values]).toEqual([2, MASKED]);
	});

	test("never loses its peak", () => {
		const any = fc
			.tuple(fc.integer({ min: 1, max: 13 }), fc.integer({ min: 1, max: 17 }))
			.chain(([rows, columns]) =>
				fc.tuple(
					fc.constant([rows, columns]),
					fc.array(fc.float({ min: 0, max: 1, noNaN: true }), { minLength: rows * columns, maxLength: rows * columns }),
					fc.integer({ min: 1, max: 17 }),
					fc.integer({ min: 1, max: 17 }),
				),
			);
		fc.assert(
			fc.property(any, ([[rows, columns], values, height, width]) => {
				const pooled = poolPlane(plane(rows, columns, values), height, width);
				expect(Math.max(...pooled.values)).toBe(Math.max(...values.map(Math.fround)));
			}),
		);
	});

	test("knows the pixel of a cell, at ragged edges too", () => {
		const pooled: Plane = { ...plane(3, 4, Array(12).fill(0)), pooling: [2, 3] };
		expect([pixelOf(pooled, 0, 0), pixelOf(pooled, 4, 10), pixelOf(pooled, 3, 5)]).toEqual([0, 11, 5]);
	});
});
