import { columnsOf, middleOf, onScreen, placeAt, scrollTo, step } from "../../../../extension/source/views/arcs/layout";

const room = { width: 600, height: 500, label: { query: 5, key: 8 } };

describe("columns", () => {
	test("stand whole where they fit, and leave the lines a third of the width", () => {
		const columns = columnsOf({ ...room, queries: 7, keys: 11 });
		expect([columns.row, columns.whole, columns.height]).toEqual([24, 264, 264]);
		const narrow = columnsOf({ ...room, width: 300, queries: 7, keys: 11, label: { query: 90, key: 90 } });
		expect(narrow.right - narrow.left).toBeGreaterThan(300 / 3 - 2);
	});

	test("scroll where they do not, and end together", () => {
		const columns = columnsOf({ ...room, queries: 4099, keys: 211 });
		expect([columns.row, columns.height, columns.whole]).toEqual([14, 500, 4099 * 14]);
		const end = columns.whole - columns.height;
		expect(onScreen(columns, "query", end)[1]).toBe(4099);
		expect(onScreen(columns, "key", end)[1]).toBe(211);
		expect(onScreen(columns, "key", 0)).toEqual([0, 36]);
	});

	test.each([0, 1234, 56000])("find every token on the screen where it is drawn (scrolled by %p)", (scrolled) => {
		const columns = columnsOf({ ...room, queries: 4099, keys: 211 });
		for (const side of ["query", "key"] as const) {
			const [from, to] = onScreen(columns, side, scrolled);
			for (let index = from + 1; index < to - 1; index++) {
				const y = middleOf(columns, { side, index }, scrolled);
				const x = side === "query" ? 1 : columns.width - 1;
				expect(placeAt(columns, x, y, scrolled)).toEqual({ side, index });
			}
		}
		expect(placeAt(columns, (columns.left + columns.right) / 2, 50, scrolled)).toBeNull();
	});

	test("bring any token onto the screen", () => {
		const columns = columnsOf({ ...room, queries: 4099, keys: 211 });
		for (const place of [
			{ side: "query", index: 3000 },
			{ side: "key", index: 150 },
			{ side: "key", index: 0 },
		] as const) {
			const y = middleOf(columns, place, scrollTo(columns, place, 9000));
			expect(y).toBeGreaterThan(0);
			expect(y).toBeLessThan(columns.height);
		}
	});
});

test("keys move within a column and across", () => {
	const count = { query: 5, key: 3 };
	const from = { side: "query", index: 4 } as const;
	expect(step(from, "ArrowDown", count)).toEqual(from);
	expect(step(from, "ArrowRight", count)).toEqual({ side: "key", index: 2 });
	expect(step(from, "Home", count)).toEqual({ side: "query", index: 0 });
	expect(step(from, "x", count)).toBeNull();
});
