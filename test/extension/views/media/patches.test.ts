import {
	movePatch,
	type Patches,
	patchOf,
	tokenAt,
	tokenOf,
	tokensBeside,
} from "../../../../extension/source/views/picture/patches";

const grids: Patches[] = [
	{ rows: 3, columns: 5, skip: 2 },
	{ rows: 7, columns: 2, skip: 0 },
	{ rows: 1, columns: 11, skip: 1 },
];

describe("patches", () => {
	test.each(grids)("stand row by row after the tokens that are skipped: %j", (patches) => {
		const { rows, columns, skip } = patches;
		let token = skip;
		for (let row = 0; row < rows; row++) {
			for (let column = 0; column < columns; column++, token++) {
				expect(patchOf(patches, token)).toEqual({ row, column });
				expect(tokenOf(patches, row, column)).toBe(token);
			}
		}
		for (const outside of [-1, skip - 1, token, token + 7]) expect(patchOf(patches, outside)).toBeNull();
	});

	test.each(grids)("are found at every point, and only inside: %j", (patches) => {
		const { rows, columns, skip } = patches;
		for (let x = 0; x < 97; x++) {
			for (let y = 0; y < 89; y++) {
				let found = -1;
				for (let token = skip; token < skip + rows * columns; token++) {
					const column = (token - skip) % columns;
					const row = (token - skip - column) / columns;
					const inColumn = column * 97 <= x * columns && x * columns < (column + 1) * 97;
					if (inColumn && row * 89 <= y * rows && y * rows < (row + 1) * 89) found = token;
				}
				expect(tokenAt(patches, x / 97, y / 89)).toBe(found);
			}
		}
		for (const [x, y] of [
			[-0.01, 0.5],
			[1, 0.5],
			[0.5, 1],
			[0.5, -0.01],
			[Number.NaN, 0],
		])
			expect(tokenAt(patches, x, y)).toBeNull();
	});

	test("leave every other token beside the picture", () => {
		expect(tokensBeside({ rows: 3, columns: 5, skip: 2 }, 20)).toEqual([0, 1, 17, 18, 19]);
		expect(tokensBeside({ rows: 3, columns: 5, skip: 0 }, 15)).toEqual([]);
	});

	test("are walked in two dimensions and never left", () => {
		const patches = { rows: 3, columns: 5, skip: 2 };
		expect(
			["ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight", "Home", "End", "PageUp", "PageDown"].map((key) =>
				movePatch(patches, 8, key),
			),
		).toEqual([3, 13, 7, 9, 7, 11, 3, 13]);
		expect(["ArrowUp", "ArrowLeft"].map((key) => movePatch(patches, 2, key))).toEqual([2, 2]);
		expect(["ArrowDown", "ArrowRight"].map((key) => movePatch(patches, 16, key))).toEqual([16, 16]);
		expect([movePatch(patches, 0, "ArrowDown"), movePatch(patches, 8, "a"), movePatch(patches, 8, "toString")]).toEqual(
			[2, null, null],
		);
	});
});
