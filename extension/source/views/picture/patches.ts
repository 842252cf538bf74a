/** Where the patches of a picture stand on its axis: row-major over a grid, after `skip` other tokens. */
export interface Patches {
	rows: number;
	columns: number;
	skip: number;
}

/** The patch of a token, or `null` where the token is none (`[CLS]`, a word). */
export function patchOf({ rows, columns, skip }: Patches, token: number): { row: number; column: number } | null {
	const patch = token - skip;
	if (patch < 0 || patch >= rows * columns) return null;
	return { row: Math.floor(patch / columns), column: patch % columns };
}

/** The token of a patch; a place beyond the edge is moved onto it. */
export function tokenOf({ rows, columns, skip }: Patches, row: number, column: number): number {
	const inside = (index: number, count: number): number => Math.max(0, Math.min(count - 1, index));
	return skip + inside(row, rows) * columns + inside(column, columns);
}

/** The token at a point of the picture, given as shares of its width and height; `null` outside. */
export function tokenAt(patches: Patches, x: number, y: number): number | null {
	if (!(x >= 0 && x < 1 && y >= 0 && y < 1)) return null;
	return tokenOf(patches, Math.floor(y * patches.rows), Math.floor(x * patches.columns));
}

/** The tokens of an axis that are not on the picture, in their order. */
export function tokensBeside({ rows, columns, skip }: Patches, size: number): number[] {
	const past = skip + rows * columns;
	return [
		...Array(Math.min(skip, size)).keys(),
		...Array.from({ length: Math.max(0, size - past) }, (_, i) => past + i),
	];
}

/** Where a key takes the cursor on the picture: arrows by a patch, Home and End along the row, Page keys down the column. */
export function movePatch(patches: Patches, token: number, key: string): number | null {
	const { row, column } = patchOf(patches, token) ?? { row: 0, column: 0 };
	const steps: Record<string, [number, number]> = {
		ArrowUp: [row - 1, column],
		ArrowDown: [row + 1, column],
		ArrowLeft: [row, column - 1],
		ArrowRight: [row, column + 1],
		Home: [row, 0],
		End: [row, patches.columns - 1],
		PageUp: [0, column],
		PageDown: [patches.rows - 1, column],
	};
	if (!Object.hasOwn(steps, key)) return null;
	if (patchOf(patches, token) === null) return tokenOf(patches, 0, 0);
	return tokenOf(patches, ...steps[key]);
}
