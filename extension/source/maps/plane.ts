/**
 * One L x S matrix of weights as it can be drawn: row-major pixels, each the **maximum** over the cells it covers.
 * `NaN` is a cell that was never looked at (masked), which is not the same as a weight of zero.
 */
export interface Plane {
	rows: number;
	columns: number;
	values: Float32Array;
	/** Cells per pixel along [query, key]; the last pixel may cover fewer. */
	pooling: [number, number];
	/** True where the numbers are the kernel's own float32 weights. */
	exact: boolean;
	/** The cell [query, key] at its corner; [0, 0] where the plane shows a whole matrix. */
	origin?: readonly [number, number];
	/** Rectangles of pixels that were replaced in `values` since they were made, in order. */
	edits?: readonly Edit[];
}

/** A rectangle of a plane's pixels. */
export interface Edit {
	row: number;
	column: number;
	rows: number;
	columns: number;
}

/** A pixel that covers masked cells only. */
export const MASKED = Number.NaN;

/** Whichever is larger in size, a number before nothing. */
export function larger(a: number, b: number): number {
	return Math.abs(b) > Math.abs(a) || Number.isNaN(a) ? b : a;
}

/** The largest number of a plane by its size, 0 where there is none. */
export function largestOf({ values }: Plane): number {
	let largest = 0;
	for (const value of values) if (Math.abs(value) > largest) largest = Math.abs(value);
	return largest;
}

/**
 * The plane on at most `rows` x `columns` pixels: `out[r, c] = max` over the pixels that (r, c) covers, so a peak is
 * never lost however small the picture. A plane that already fits is returned as it is.
 */
export function poolPlane(plane: Plane, rows: number, columns: number): Plane {
	const height = Math.max(1, Math.min(rows, plane.rows));
	const width = Math.max(1, Math.min(columns, plane.columns));
	if (height === plane.rows && width === plane.columns) return plane;
	const values = new Float32Array(height * width).fill(MASKED);
	const target = Int32Array.from({ length: plane.columns }, (_, c) => Math.floor((c * width) / plane.columns));
	for (let r = 0, at = 0; r < plane.rows; r++) {
		const start = Math.floor((r * height) / plane.rows) * width;
		for (let c = 0; c < plane.columns; c++, at++) {
			const value = plane.values[at];
			const to = start + target[c];
			values[to] = larger(values[to], value);
		}
	}
	const pooling: [number, number] = [
		plane.pooling[0] * (plane.rows / height),
		plane.pooling[1] * (plane.columns / width),
	];
	return { rows: height, columns: width, values, pooling, exact: plane.exact };
}

/** The pixel that shows cell (query, key), as an index into `values`. */
export function pixelOf(plane: Plane, query: number, key: number): number {
	const [top, left] = plane.origin ?? [0, 0];
	const row = Math.max(0, Math.min(plane.rows - 1, Math.floor((query - top) / plane.pooling[0])));
	const column = Math.max(0, Math.min(plane.columns - 1, Math.floor((key - left) / plane.pooling[1])));
	return row * plane.columns + column;
}
