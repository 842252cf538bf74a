import type { Offer, TileRequest } from "../map/index";
import { wrong } from "../wrong";
import type { Cells, Cut } from "./cells";

/** The most pixels of one tile: 64 MB. */
const MOST_PIXELS = 2 ** 24;

/** What these cells can be asked for. */
export function offersOf({ origin }: Cells): Offer[] {
	if (origin === undefined) return ["weights"];
	return ["weights", "scores", ...(origin.v === undefined ? [] : ["norms" as const]), "steps"];
}

export function isIndex(at: unknown, size: number): at is number {
	return Number.isInteger(at) && (at as number) >= 0 && (at as number) < size;
}

/** The row-major index of the head that `lead` names, or the error. */
export function checkLead(name: string, lead: unknown, sizes: readonly number[]): number {
	if (!(Array.isArray(lead) && lead.length === sizes.length && sizes.every((size, i) => isIndex(lead[i], size)))) {
		throw wrong(name, `lead must be an index below each of [${sizes}]`, { lead });
	}
	return sizes.reduce((index, size, axis) => index * size + lead[axis], 0);
}

/** A request for a tile, once all of it is within the map. */
export function checkCut(cells: Cells, request: Omit<TileRequest, "type" | "id">): Cut {
	const { lead, query, key, zoom, of = "weights", without = [] } = request;
	const [rows, columns] = cells.shape.slice(-2);
	const head = checkLead("tile", lead, cells.shape.slice(0, -2));
	checkRange("query", query, rows);
	checkRange("key", key, columns);
	if (!isIndex(zoom, 31)) throw wrong("tile", "zoom must be a whole number from 0 to 30", { zoom });
	const pixels = [query, key].reduce((all, [from, to]) => all * Math.ceil((to - from) / 2 ** zoom), 1);
	if (pixels > MOST_PIXELS) throw wrong("tile", `a tile has at most ${MOST_PIXELS} pixels`, { query, key, zoom });
	const offers = offersOf(cells).filter((offer) => offer !== "steps");
	if (!offers.includes(of)) throw wrong("tile", `of must be one of ${offers.join(", ")}`, { of });
	if (!(Array.isArray(without) && without.length <= columns && without.every((at) => isIndex(at, columns)))) {
		throw wrong("tile", `without must be keys below ${columns}`, { without });
	}
	return { head, query, key, zoom, of, without: new Set(without) };
}

function checkRange(name: string, range: unknown, size: number): void {
	const [from, to] = Array.isArray(range) ? range : [];
	const fits = Number.isInteger(from) && Number.isInteger(to) && from >= 0 && from < to && to <= size;
	if (!fits) throw wrong("tile", `${name} must be [from, to) within 0 to ${size}`, { [name]: range });
}
