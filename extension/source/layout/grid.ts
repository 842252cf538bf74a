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
	/** Thumbnails that stand together, and the room between one such group and the next. */
	group: number;
	groupGap: number;
	left: number;
	top: number;
	totalWidth: number;
	totalHeight: number;
	/** Thumbnails; the last row may be short when one axis is wrapped. */
	count: number;
}

const GAP = 3;
const GROUP_GAP = 6;
const THUMB = { least: 10, most: 46 };
/** Room for row and column numbers, and for the brackets over groups. */
const GUTTER = { left: 22, top: 16, groups: 15, groupNames: 44 };
/** The selected thumbnail's ring reaches over the edge. */
const RING = 3;
/** A thumbnail of a list, with its name below. */
const ENTRY = { width: 36, pitch: 46, name: 16 };

/**
 * Layers down and heads across. A map with one leading axis is a strip that wraps where it is full.
 *
 * @param leads - Sizes of the leading axes; of more than two, the last two span the grid.
 * @param aspect - Height over width of one matrix.
 * @param room - CSS pixels across, and the most that are wanted down.
 * @param group - Heads that share one key/value head; 1 where each has its own.
 */
export function gridOf(
	leads: readonly number[],
	aspect: number,
	room: { width: number; height: number },
	group = 1,
): Grid | null {
	const count = leads.slice(-2).reduce((product, size) => product * size, 1);
	if (leads.length === 0 || count < 2) return null;
	const shape = Math.max(0.5, Math.min(2, aspect));
	const isGrouped = group > 1 && group < leads[leads.length - 1];
	const gaps = isGrouped ? Math.ceil(leads[leads.length - 1] / group) - 1 : 0;
	const groupGap = gaps > 0 ? Math.min(GROUP_GAP, Math.floor((room.width * 0.2) / gaps)) : 0;
	const strip = leads.length === 1;
	const left = strip && isGrouped ? GUTTER.groupNames : GUTTER.left;
	const across = room.width - left - RING;
	const wrapped = wrapAt(across, isGrouped ? group : 1, groupGap);
	const columns = strip ? Math.min(leads[0], wrapped) : leads[leads.length - 1];
	const between = isGrouped ? (Math.ceil(columns / group) - 1) * groupGap : 0;
	const inner = across - between;
	const rows = strip ? Math.ceil(leads[0] / columns) : leads[leads.length - 2];
	const top = GUTTER.top + (isGrouped && !(strip && rows > 1) ? GUTTER.groups : 0);
	const tall = Math.floor((room.height - top - RING) / rows) - GAP;
	const width = Math.max(
		THUMB.least,
		Math.min(THUMB.most, Math.floor(inner / columns) - GAP, Math.floor(tall / shape)),
	);
	const height = Math.max(THUMB.least, Math.round(width * shape));
	const pitchX = Math.max(2, Math.min(width + GAP, Math.floor(inner / columns)));
	return {
		rows,
		columns,
		width: Math.min(width, pitchX),
		height,
		pitchX,
		pitchY: height + GAP,
		group: isGrouped ? group : columns,
		groupGap,
		left,
		top,
		totalWidth: left + columns * pitchX + between + RING,
		totalHeight: top + rows * (height + GAP) + RING,
		count,
	};
}

/** Thumbnails in reading order with their names below, as many rows as it takes. */
export function listOf(count: number, aspect: number, room: { width: number }): Grid {
	const columns = Math.max(1, Math.floor((room.width - 2 * RING) / ENTRY.pitch));
	const rows = Math.ceil(count / columns);
	const height = Math.round(ENTRY.width * Math.max(0.5, Math.min(2, aspect)));
	const pitchY = height + ENTRY.name + GAP;
	return {
		rows,
		columns,
		width: ENTRY.width,
		height,
		pitchX: ENTRY.pitch,
		pitchY,
		group: columns,
		groupGap: 0,
		left: RING + (ENTRY.pitch - ENTRY.width) / 2,
		top: RING,
		totalWidth: columns * ENTRY.pitch + 2 * RING,
		totalHeight: rows * pitchY + 2 * RING,
		count,
	};
}

/** The corner of a thumbnail. */
export function thumbPlace(grid: Grid, index: number): { x: number; y: number } {
	const column = index % grid.columns;
	const x = grid.left + column * grid.pitchX + Math.floor(column / grid.group) * grid.groupGap;
	return { x, y: grid.top + Math.floor(index / grid.columns) * grid.pitchY };
}

/** Number of the thumbnail under a point, or -1 between and beside them. */
export function thumbAt(grid: Grid, x: number, y: number): number {
	const span = grid.group * grid.pitchX + grid.groupGap;
	const group = Math.floor((x - grid.left) / span);
	const within = Math.floor((x - grid.left - group * span) / grid.pitchX);
	const column = group * grid.group + within;
	const row = Math.floor((y - grid.top) / grid.pitchY);
	const index = row * grid.columns + column;
	const inside = column >= 0 && row >= 0 && column < grid.columns && row < grid.rows && index < grid.count;
	return inside && within < grid.group ? index : -1;
}

/** Columns of a strip that fit: whole groups where one fits. */
function wrapAt(inner: number, group: number, groupGap: number): number {
	const pitch = 34 + GAP;
	const groups = Math.floor((inner + groupGap) / (group * pitch + groupGap));
	return groups > 0 ? groups * group : Math.max(1, Math.floor(inner / pitch));
}
