import { type Grid, gridOf, listOf, thumbAt, thumbPlace } from "../../../extension/source/layout/grid";

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

	test("keeps heads of one key/value head together, and finds each thumbnail where it stands", () => {
		const grid = gridOf([3, 12], 1, room, 4) as Grid;
		const x = (index: number): number => thumbPlace(grid, index).x;
		expect(x(3) - x(2)).toBe(grid.pitchX);
		expect(x(4) - x(3)).toBe(grid.pitchX + grid.groupGap);
		expect(grid.groupGap).toBeGreaterThan(0);
		expect(grid.totalWidth).toBeLessThanOrEqual(room.width);
		expect(thumbAt(grid, x(4) - 2, grid.top + 1)).toBe(-1);
		for (const each of [grid, gridOf([23], 1, { width: 240, height: 340 }, 4) as Grid, listOf(17, 1, room)]) {
			for (let index = 0; index < each.count; index++) {
				const at = thumbPlace(each, index);
				expect(thumbAt(each, at.x + each.width / 2, at.y + each.height / 2)).toBe(index);
			}
		}
	});

	test("a strip wraps between groups where one fits", () => {
		const grid = gridOf([24], 1, { width: 400, height: 340 }, 4) as Grid;
		expect(grid.columns % 4).toBe(0);
		expect(grid.totalWidth).toBeLessThanOrEqual(400);
	});

	test("stays within its width with very many groups", () => {
		expect(gridOf([48, 64], 1, room, 2)?.totalWidth).toBeLessThanOrEqual(room.width);
	});
});
