import type { ColourScale } from "../colours/colour-scale";
import type { Plane } from "../maps/plane";

/** A part of a plane, in its pixels; not whole numbers in general. */
export interface Part {
	row: number;
	column: number;
	rows: number;
	columns: number;
}

/** One matrix, or a part of one, at its place on a canvas, in device pixels. */
export interface Piece {
	plane: Plane;
	x: number;
	y: number;
	width: number;
	height: number;
	/** What is shown; everything where it is left out. */
	part?: Part;
}

/** Breaks ties between neighbours the same way in every arithmetic. */
export const TIE = 1e-4;

/**
 * Which of the plane's rows or columns a device pixel shows: where pixels are as fine as the plane or finer, the one under
 * its middle; else all from the one under its start to the one before its end, so that each belongs to exactly one.
 *
 * @param from - First row or column of the part; `step` of them per device pixel.
 * @returns [first, last], both within `0 … count - 1`.
 */
export function covered(pixel: number, from: number, step: number, count: number): [number, number] {
	const inside = (at: number): number => Math.max(0, Math.min(count - 1, at));
	if (step <= 1) {
		const middle = inside(Math.floor(from + (pixel + 0.5) * step + TIE));
		return [middle, middle];
	}
	const first = inside(Math.floor(from + pixel * step + TIE));
	return [first, Math.max(first, inside(Math.floor(from + (pixel + 1) * step + TIE) - 1))];
}

/** The piece's part, or the whole plane. */
export function partOf({ part, plane }: Piece): Part {
	return part ?? { row: 0, column: 0, rows: plane.rows, columns: plane.columns };
}

/**
 * Paints matrices: a device pixel shows the colour of the **largest** number (by size, where there are signs) among the
 * rows and columns that it {@link covered | covers}. Every raster gives the same pixels.
 */
export interface Raster {
	readonly kind: "webgl2" | "canvas2d";
	/** The pieces on an empty picture of so many device pixels; `null` when it cannot now (a lost context). */
	paint(width: number, height: number, pieces: readonly Piece[], scale: ColourScale): ImageBitmap | null;
}
