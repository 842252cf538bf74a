import type { Span } from "../viewport";

/** Where the parts of a matrix stand, in CSS pixels. */
export interface Frame {
	/** The matrix: its corner, and its sides in CSS and in device pixels. */
	left: number;
	top: number;
	width: number;
	height: number;
	deviceWidth: number;
	deviceHeight: number;
	/** One cell. */
	cellX: number;
	cellY: number;
	/** What stands at the matrix's corner, in cells: 0 unless a part is shown. */
	firstQuery: number;
	firstKey: number;
	fontSize: number;
	/** Column labels stand upright instead of lying. */
	upright: boolean;
	/** The whole figure. */
	totalWidth: number;
	totalHeight: number;
}

export interface FrameInput {
	queries: number;
	keys: number;
	/** CSS pixels that the figure may take. */
	width: number;
	height: number;
	/** Width of the widest row and column label in a font of size 1. */
	rowLabel: number;
	columnLabel: number;
	/** Device pixels per CSS pixel. */
	ratio: number;
}

const MAX_CELL = 44;
/** Cells of a map with few rows or columns: at least this large, as long as all of them stay within the room. */
const MIN_CELL = { side: 14, together: 98 };
const FONT = { least: 9, most: 12 };
/** Less of a cell than this on the screen is none. */
const TIE = 1e-6;
const GAP = 6;
const MARGIN = 2;
/** Room for the axis titles: one line above the column labels. */
export const TITLE = 18;

function cells(count: number, size: number, ratio: number): { side: number; device: number } {
	const perCell = size * ratio;
	const device = perCell >= 2 ? Math.floor(perCell) * count : Math.max(1, Math.floor(perCell * count));
	return { device, side: device / ratio };
}

function leastCell(count: number): number {
	return Math.min(MIN_CELL.side, MIN_CELL.together / count);
}

/**
 * Square cells as large as the room allows, whole device pixels each where they are two or more, with labels beside
 * them. A map with very few rows or columns keeps a thickness that can be seen and hit.
 */
export function frameOf(input: FrameInput): Frame {
	const { queries, keys, width, height, ratio } = input;
	const rowShare = Math.max(40, width * 0.26);
	const guess = Math.min((width - rowShare) / keys, height / queries, MAX_CELL);
	const fontSize = Math.round(Math.max(FONT.least, Math.min(FONT.most, guess * 0.72)) * 2) / 2;
	const left = Math.ceil(Math.min(rowShare, input.rowLabel * fontSize) + GAP + MARGIN);
	const columnLabel = input.columnLabel * fontSize;
	const size = Math.min((width - left - MARGIN) / keys, height / queries, MAX_CELL);
	const upright = columnLabel + GAP > size;
	const top = Math.ceil(TITLE + (upright ? Math.min(104, columnLabel) : fontSize * 1.3) + GAP);
	const across = cells(keys, Math.max(size, leastCell(keys)), ratio);
	const down = cells(queries, Math.max(size, leastCell(queries)), ratio);
	return {
		left,
		top,
		width: across.side,
		height: down.side,
		deviceWidth: across.device,
		deviceHeight: down.device,
		cellX: across.side / keys,
		cellY: down.side / queries,
		firstQuery: 0,
		firstKey: 0,
		fontSize,
		upright,
		totalWidth: left + across.side + MARGIN,
		totalHeight: top + down.side + MARGIN,
	};
}

/** The same frame around a rectangle of the matrix instead of all of it. */
export function closeUp(frame: Frame, query: Span, key: Span): Frame {
	const cellX = frame.width / (key[1] - key[0]);
	const cellY = frame.height / (query[1] - query[0]);
	const larger = Math.round(Math.min(FONT.most, Math.min(cellX, cellY) * 0.72) * 2) / 2;
	const fontSize = Math.max(frame.fontSize, larger);
	return { ...frame, cellX, cellY, firstQuery: query[0], firstKey: key[0], fontSize };
}

/** Where the middle of a key's column stands, in CSS pixels. */
export function columnAt(frame: Frame, key: number): number {
	return frame.left + (key + 0.5 - frame.firstKey) * frame.cellX;
}

/** Where the middle of a query's row stands, in CSS pixels. */
export function rowAt(frame: Frame, query: number): number {
	return frame.top + (query + 0.5 - frame.firstQuery) * frame.cellY;
}

/** The queries and keys that are at least partly on the screen: [from, to). */
export function shown(frame: Frame, queries: number, keys: number): { query: [number, number]; key: [number, number] } {
	const span = (first: number, cells: number, size: number): [number, number] => [
		Math.max(0, Math.floor(first + TIE)),
		Math.min(size, Math.ceil(first + cells - TIE)),
	];
	return {
		query: span(frame.firstQuery, frame.height / frame.cellY, queries),
		key: span(frame.firstKey, frame.width / frame.cellX, keys),
	};
}

/** A point of the figure in cells; not whole numbers. */
export function pointAt(frame: Frame, x: number, y: number): { query: number; key: number } {
	return {
		query: frame.firstQuery + (y - frame.top) / frame.cellY,
		key: frame.firstKey + (x - frame.left) / frame.cellX,
	};
}

/** The cell under a point of the figure, or `null` beside the matrix. */
export function cellAt(frame: Frame, x: number, y: number): { query: number; key: number } | null {
	const inside = x >= frame.left && y >= frame.top && x < frame.left + frame.width && y < frame.top + frame.height;
	if (!inside) return null;
	const { query, key } = pointAt(frame, x, y);
	return { query: Math.floor(query), key: Math.floor(key) };
}
