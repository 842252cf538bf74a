/** The overview's grid of thumbnails, in CSS pixels. */
export interface Grid {
	rows: number;
	columns: number;
	/** One thumbnail. */
	width: number;
	height: number;
	/** From one thumbnail to the next. */
	pitchX: number;
	pitchY: number;
	left: number;
	top: number;
	totalWidth: number;
	totalHeight: number;
	/** Thumbnails; the last row may be short when one axis is wrapped. */
	count: number;
}

const GAP = 3;
const THUMB = { least: 10, most: 46 };
/** Room for row and column numbers. */
const GUTTER = { left: 22, top: 16 };
/** The selected thumbnail's ring reaches over the edge. */
const RING = 3;

/**
 * Layers down and heads across. A map with one leading axis is a strip that wraps where it is full.
 *
 * @param leads - Sizes of the leading axes; of more than two, the last two span the grid.
 * @param aspect - Height over width of one matrix.
 * @param room - CSS pixels across, and the most that are wanted down.
 */
export function gridOf(leads: readonly number[], aspect: number, room: { width: number; height: number }): Grid | null {
	const count = leads.slice(-2).reduce((product, size) => product * size, 1);
	if (leads.length === 0 || count < 2) return null;
	const shape = Math.max(0.5, Math.min(2, aspect));
	const inner = room.width - GUTTER.left - RING;
	const strip = leads.length === 1;
	const largest = (columns: number): number => Math.floor(inner / columns) - GAP;
	const wrapped = Math.max(1, Math.floor(inner / (Math.min(THUMB.most, 34) + GAP)));
	const columns = strip ? Math.min(leads[0], wrapped) : leads[leads.length - 1];
	const rows = strip ? Math.ceil(leads[0] / columns) : leads[leads.length - 2];
	const tall = Math.floor((room.height - GUTTER.top - RING) / rows) - GAP;
	const width = Math.max(THUMB.least, Math.min(THUMB.most, largest(columns), Math.floor(tall / shape)));
	const height = Math.max(THUMB.least, Math.round(width * shape));
	const pitchX = Math.max(2, Math.min(width + GAP, Math.floor(inner / columns)));
	return {
		rows,
		columns,
		width: Math.min(width, pitchX),
		height,
		pitchX,
		pitchY: height + GAP,
		left: GUTTER.left,
		top: GUTTER.top,
		totalWidth: GUTTER.left + columns * pitchX + RING,
		totalHeight: GUTTER.top + rows * (height + GAP) + RING,
		count,
	};
}

/** Number of the thumbnail under a point, or -1 between and beside them. */
export function thumbAt(grid: Grid, x: number, y: number): number {
	const column = Math.floor((x - grid.left) / grid.pitchX);
	const row = Math.floor((y - grid.top) / grid.pitchY);
	const index = row * grid.columns + column;
	const inside = column >= 0 && row >= 0 && column < grid.columns && row < grid.rows && index < grid.count;
	return inside ? index : -1;
}
