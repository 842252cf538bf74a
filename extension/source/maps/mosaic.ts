import type { Span } from "../viewport";
import { type Edit, type Plane, pixelOf } from "./plane";
import { TILE, type Want } from "./tiles";

/** Pixels of a level that cover a rectangle of cells: whole tiles, as many as it touches. */
export interface Patch {
	zoom: number;
	/** First and one past the last tile along each axis. */
	rows: readonly [number, number];
	columns: readonly [number, number];
}

/** The tiles of a level that touch a rectangle of cells. */
export function patchOf(query: Span, key: Span, zoom: number, [queries, keys]: readonly [number, number]): Patch {
	const side = TILE * 2 ** zoom;
	const touched = ([from, to]: Span, size: number): [number, number] => {
		const last = Math.ceil(size / side);
		const first = Math.max(0, Math.min(last - 1, Math.floor(from / side)));
		return [first, Math.max(first + 1, Math.min(last, Math.ceil(to / side)))];
	};
	return { zoom, rows: touched(query, queries), columns: touched(key, keys) };
}

/** Cells [from, to) of the tiles [first, past) along an axis of `size` cells. */
function cells([first, past]: readonly [number, number], zoom: number, size: number): [number, number] {
	const side = TILE * 2 ** zoom;
	return [first * side, Math.min(size, past * side)];
}

export function tileName(lead: readonly number[], zoom: number, row: number, column: number): string {
	return `${lead.join()}/${zoom}/${row}/${column}`;
}

/** What has to be asked for a patch, from its middle outwards. */
export function wantsOf(patch: Patch, lead: readonly number[], [queries, keys]: readonly [number, number]): Want[] {
	const { zoom, rows, columns } = patch;
	const wants: { want: Want; away: number }[] = [];
	for (let row = rows[0]; row < rows[1]; row++) {
		for (let column = columns[0]; column < columns[1]; column++) {
			const question = {
				lead: [...lead],
				query: cells([row, row + 1], zoom, queries),
				key: cells([column, column + 1], zoom, keys),
				zoom,
			};
			const away = Math.hypot(row + 0.5 - (rows[0] + rows[1]) / 2, column + 0.5 - (columns[0] + columns[1]) / 2);
			wants.push({ want: { name: tileName(lead, zoom, row, column), question }, away });
		}
	}
	return wants.sort((a, b) => a.away - b.away).map(({ want }) => want);
}

/** The tile at a place of a patch's level, or the finest plane that covers it until that has come. */
export type FindTile = (row: number, column: number) => { plane: Plane; there: boolean };

/** One plane out of a patch's tiles; exact once all of them are there. */
export function assemble(patch: Patch, [queries, keys]: readonly [number, number], find: FindTile): Plane {
	const side = 2 ** patch.zoom;
	const query = cells(patch.rows, patch.zoom, queries);
	const key = cells(patch.columns, patch.zoom, keys);
	const [rows, columns] = [Math.ceil((query[1] - query[0]) / side), Math.ceil((key[1] - key[0]) / side)];
	const values = new Float32Array(rows * columns);
	let exact = true;
	for (let row = patch.rows[0]; row < patch.rows[1]; row++) {
		for (let column = patch.columns[0]; column < patch.columns[1]; column++) {
			const [corner, size] = placeOf(patch, [row, column], [rows, columns]);
			const { plane, there } = find(row, column);
			exact &&= there;
			if (there) copy(plane, values, columns, corner, size);
			else stretch(plane, values, columns, corner, size, [query[0], key[0]], side);
		}
	}
	return { rows, columns, values, pooling: [side, side], exact, origin: [query[0], key[0]] };
}

/** Puts a tile that has come into a plane that was assembled without it. */
export function paste(plane: Plane, patch: Patch, [row, column]: Pair, tile: Plane): Edit {
	const [corner, size] = placeOf(patch, [row, column], [plane.rows, plane.columns]);
	copy(tile, plane.values, plane.columns, corner, size);
	return { row: corner[0], column: corner[1], rows: size[0], columns: size[1] };
}

type Pair = readonly [number, number];

/** Where a tile stands in its patch's plane, and how much of it there is. */
function placeOf(patch: Patch, [row, column]: Pair, [rows, columns]: Pair): [Pair, Pair] {
	const corner = [(row - patch.rows[0]) * TILE, (column - patch.columns[0]) * TILE] as const;
	return [corner, [Math.min(TILE, rows - corner[0]), Math.min(TILE, columns - corner[1])]];
}

function copy(tile: Plane, into: Float32Array, pitch: number, [top, left]: Pair, [height, width]: Pair): void {
	for (let row = 0; row < height; row++) {
		into.set(tile.values.subarray(row * tile.columns, row * tile.columns + width), (top + row) * pitch + left);
	}
}

function stretch(
	coarse: Plane,
	into: Float32Array,
	pitch: number,
	[top, left]: Pair,
	[height, width]: Pair,
	[firstQuery, firstKey]: Pair,
	side: number,
): void {
	const across = Int32Array.from(
		{ length: width },
		(_, column) => pixelOf(coarse, firstQuery, firstKey + (left + column) * side) % coarse.columns,
	);
	for (let row = 0; row < height; row++) {
		const from = pixelOf(coarse, firstQuery + (top + row) * side, firstKey);
		const start = from - (from % coarse.columns);
		const to = (top + row) * pitch + left;
		for (let column = 0; column < width; column++) into[to + column] = coarse.values[start + across[column]];
	}
}
