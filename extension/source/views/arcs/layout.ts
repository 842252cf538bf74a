import type { Place, Side } from "./settings";

/** Where the two columns of tokens and the lines between them stand, in CSS pixels of the window. */
export interface Columns {
	width: number;
	/** Height of what is on the screen. */
	height: number;
	/** Height of everything. */
	whole: number;
	/** One token. */
	row: number;
	fontSize: number;
	/** The lines go from here to there. */
	left: number;
	right: number;
	/** Tokens (or blocks of tokens) on each side. */
	count: Record<Side, number>;
}

export interface ColumnsInput {
	queries: number;
	keys: number;
	width: number;
	height: number;
	/** Width of the widest label of each side in a font of size 1. */
	label: Record<Side, number>;
}

const ROW = { least: 14, most: 24 };
const FONT = { least: 10, most: 13 };
/** Beside a label stands its weight. */
const WEIGHT = 40;
/** The lines' share of the width is never less. */
const LINES = 0.34;

/** Columns as high as they need to be and at most as high as the room; what is longer scrolls. */
export function columnsOf({ queries, keys, width, height, label }: ColumnsInput): Columns {
	const longest = Math.max(queries, keys);
	const row = Math.max(ROW.least, Math.min(ROW.most, Math.floor(height / longest)));
	const fontSize = Math.max(FONT.least, Math.min(FONT.most, row - 4));
	const most = (width * (1 - LINES)) / 2;
	const side = (size: number): number => Math.min(most, size * fontSize + WEIGHT + 12);
	const whole = longest * row;
	return {
		width,
		height: Math.min(whole, Math.max(height, row)),
		whole,
		row,
		fontSize,
		left: Math.ceil(side(label.query)),
		right: Math.floor(width - side(label.key)),
		count: { query: queries, key: keys },
	};
}

/** How far a column is moved up when the window is scrolled: a shorter one moves less, so that both end together. */
export function offsetOf(columns: Columns, side: Side, scrolled: number): number {
	const { whole, height, row, count } = columns;
	const own = count[side] * row;
	if (own <= height) return 0;
	return whole === own ? scrolled : (scrolled * (own - height)) / (whole - height);
}

/** The middle of a token. */
export function middleOf(columns: Columns, { side, index }: Place, scrolled: number): number {
	return (index + 0.5) * columns.row - offsetOf(columns, side, scrolled);
}

/** The tokens of a side that are on the screen: [from, to). */
export function onScreen(columns: Columns, side: Side, scrolled: number): [number, number] {
	const offset = offsetOf(columns, side, scrolled);
	const from = Math.floor(offset / columns.row);
	const to = Math.ceil((offset + columns.height) / columns.row);
	return [Math.max(0, from), Math.min(columns.count[side], to)];
}

/** The token at a point of the window: the nearer column's. */
export function placeAt(columns: Columns, x: number, y: number, scrolled: number): Place | null {
	const side: Side | null = x <= columns.left ? "query" : x >= columns.right ? "key" : null;
	if (side === null || y < 0 || y >= columns.height) return null;
	const index = Math.floor((y + offsetOf(columns, side, scrolled)) / columns.row);
	return index >= 0 && index < columns.count[side] ? { side, index } : null;
}

/** How far to scroll so that a token is on the screen. */
export function scrollTo(columns: Columns, { side, index }: Place, scrolled: number): number {
	const { whole, height, row, count } = columns;
	const own = count[side] * row;
	if (own <= height) return scrolled;
	const offset = offsetOf(columns, side, scrolled);
	const wanted = Math.max((index + 1) * row - height, Math.min(index * row, offset));
	return whole === own ? wanted : (wanted * (whole - height)) / (own - height);
}

/** Where a key takes the token cursor; `null` for a key that does not move. */
export function step(from: Place, key: string, count: Record<Side, number>): Place | null {
	const to = (index: number): Place => ({ ...from, index: Math.max(0, Math.min(count[from.side] - 1, index)) });
	const across = (side: Side): Place => ({ side, index: Math.min(count[side] - 1, from.index) });
	const moves: Record<string, () => Place> = {
		ArrowUp: () => to(from.index - 1),
		ArrowDown: () => to(from.index + 1),
		PageUp: () => to(from.index - 10),
		PageDown: () => to(from.index + 10),
		Home: () => to(0),
		End: () => to(Number.POSITIVE_INFINITY),
		ArrowLeft: () => across("query"),
		ArrowRight: () => across("key"),
	};
	return moves[key]?.() ?? null;
}
