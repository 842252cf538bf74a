/** CSS pixels that each part of the viewer may take. */
export interface Page {
	/** The overview stands beside the matrix. */
	wide: boolean;
	matrix: { width: number; height: number };
	side: { width: number; height: number };
	/** For what takes the whole width. */
	all: { width: number; height: number };
}

const WIDE = 720;
const GAP = 28;
/** The page's own limit, its padding taken off. */
const WIDEST = 1192;
const MATRIX = { width: 680, height: 520 };

/** Two columns from 720 pixels on; below, everything under each other. Nothing ever needs a scroll bar. */
export function pageOf(width: number, tallest: number = MATRIX.height): Page {
	const height = 340;
	const all = { width: Math.min(width, WIDEST), height: tallest };
	if (width < WIDE) return { wide: false, matrix: { width, height: tallest }, side: { width, height }, all };
	const side = Math.round(Math.max(280, Math.min(560, width * 0.42)));
	const room = Math.min(MATRIX.width, width - side - GAP);
	return { wide: true, matrix: { width: room, height: tallest }, side: { width: side, height }, all };
}
