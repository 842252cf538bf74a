import fc from "fast-check";
import { cellAt, frameOf } from "../../../extension/source/layout/frame";

const input = { queries: 7, keys: 11, width: 600, height: 500, rowLabel: 5, columnLabel: 4, ratio: 1 };

describe("the frame of a matrix", () => {
	test("has square cells of whole device pixels", () => {
		for (const ratio of [1, 1.5, 2, 3]) {
			const frame = frameOf({ ...input, ratio });
			expect(frame.cellX).toBeCloseTo(frame.cellY);
			expect(frame.deviceWidth % 11).toBe(0);
			expect(frame.deviceHeight % 7).toBe(0);
		}
	});

	test("stays within the width it is given", () => {
		const sides = fc.tuple(
			fc.integer({ min: 1, max: 5000 }),
			fc.integer({ min: 1, max: 5000 }),
			fc.integer({ min: 240, max: 1600 }),
			fc.constantFrom(1, 1.25, 2, 3),
		);
		fc.assert(
			fc.property(sides, ([queries, keys, width, ratio]) => {
				const frame = frameOf({ ...input, queries, keys, width, ratio });
				expect(frame.totalWidth).toBeLessThanOrEqual(width);
				expect(frame.left + frame.width).toBeLessThanOrEqual(width);
				expect(Math.min(frame.deviceWidth, frame.deviceHeight)).toBeGreaterThan(0);
			}),
		);
	});

	test("lays labels down when they are narrower than a cell", () => {
		expect(frameOf({ ...input, keys: 3, columnLabel: 2 }).upright).toBe(false);
		expect(frameOf({ ...input, keys: 100, columnLabel: 8 }).upright).toBe(true);
	});

	test("keeps a row that can be seen when there are few", () => {
		expect(frameOf({ ...input, queries: 4, keys: 300 }).cellY).toBeGreaterThanOrEqual(14);
	});

	test("finds the cell under a point, and none beside the matrix", () => {
		const frame = frameOf(input);
		const middle = [frame.left + 4.5 * frame.cellX, frame.top + 2.5 * frame.cellY] as const;
		expect(cellAt(frame, ...middle)).toEqual({ query: 2, key: 4 });
		expect(cellAt(frame, frame.left - 1, frame.top + 1)).toBeNull();
		expect(cellAt(frame, frame.left + 1, frame.top + frame.height + 1)).toBeNull();
	});
});
