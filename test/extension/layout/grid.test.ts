import { gridOf, thumbAt } from "../../../extension/source/layout/grid";

const room = { width: 480, height: 340 };

describe("the overview's grid", () => {
	test("is layers down and heads across", () => {
		const grid = gridOf([5, 3, 7], 1, room);
		expect(grid).toMatchObject({ rows: 3, columns: 7, count: 21 });
		expect(grid?.totalWidth).toBeLessThanOrEqual(room.width);
	});

	test("is a strip that wraps for one leading axis", () => {
		const grid = gridOf([31], 1, { width: 240, height: 340 });
		expect(grid?.count).toBe(31);
		expect(grid?.rows).toBeGreaterThan(1);
		expect(grid?.totalWidth).toBeLessThanOrEqual(240);
	});

	test("is not there for a single matrix", () => {
		expect([gridOf([], 1, room), gridOf([1, 1], 1, room)]).toEqual([null, null]);
	});

	test("finds the thumbnail under a point", () => {
		const grid = gridOf([3, 7], 1, room);
		if (grid === null) throw new Error("no grid");
		expect(thumbAt(grid, grid.left + 6.5 * grid.pitchX, grid.top + 1.5 * grid.pitchY)).toBe(13);
		expect(thumbAt(grid, 2, 2)).toBe(-1);
	});
});
