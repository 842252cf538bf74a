import type { Cell } from "./selection";

/**
 * Where a key takes the cell cursor: arrows by one cell, Page keys by ten queries, Home and End along the row, with Ctrl
 * to the first and last query too.
 *
 * @returns The new cell, or `null` for a key that does not move.
 */
export function moveCursor(
	from: Cell,
	event: { key: string; ctrlKey: boolean; metaKey?: boolean },
	queries: number,
	keys: number,
): Cell | null {
	const far = event.ctrlKey || event.metaKey;
	const query = (index: number): Cell => ({ query: Math.max(0, Math.min(queries - 1, index)), key: from.key });
	const key = (index: number): Cell => ({ query: from.query, key: Math.max(0, Math.min(keys - 1, index)) });
	switch (event.key) {
		case "ArrowUp":
			return query(from.query - 1);
		case "ArrowDown":
			return query(from.query + 1);
		case "PageUp":
			return query(from.query - 10);
		case "PageDown":
			return query(from.query + 10);
		case "ArrowLeft":
			return key(from.key - 1);
		case "ArrowRight":
			return key(from.key + 1);
		case "Home":
			return far ? { query: 0, key: 0 } : key(0);
		case "End":
			return far ? { query: queries - 1, key: keys - 1 } : key(keys - 1);
		default:
			return null;
	}
}
