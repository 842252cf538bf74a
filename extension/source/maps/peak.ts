import type { TilePixels } from "../live/live-map";
import type { Cell } from "../selection";
import type { Plane } from "./plane";
import { TILE } from "./tiles";
import { zoomFor } from "./zoom";

type Pair = [number, number];

/** A rectangle of cells at a zoom. */
interface Place {
	query: Pair;
	key: Pair;
	zoom: number;
}

/** The corner of the pixel whose number is the largest by size; `null` where nothing was computed. */
export function peakOf({ values, columns, pooling, origin = [0, 0] }: Plane): Cell | null {
	let at = -1;
	let size = -1;
	for (let i = 0; i < values.length; i++) {
		if (!(Math.abs(values[i]) > size)) continue;
		at = i;
		size = Math.abs(values[i]);
	}
	if (at < 0) return null;
	const [row, column] = [Math.floor(at / columns), at % columns];
	return { query: origin[0] + row * pooling[0], key: origin[1] + column * pooling[1] };
}

/**
 * Follows the largest pixel of an exact plane down to one cell, tile by tile: a pixel is the largest of what it covers, so
 * the peak is always in it. Where the kernel stops answering, the corner that was reached.
 */
export async function searchPeak(
	whole: Plane,
	[queries, keys]: readonly [number, number],
	ask: (place: Place) => Promise<TilePixels>,
): Promise<Cell | null> {
	let plane = whole;
	for (;;) {
		const corner = peakOf(plane);
		if (corner === null || Math.max(...plane.pooling) === 1) return corner;
		const { query, key } = corner;
		const place: Place = {
			query: [query, Math.min(queries, query + plane.pooling[0])],
			key: [key, Math.min(keys, key + plane.pooling[1])],
			zoom: zoomFor(plane.pooling[0], plane.pooling[1], TILE * TILE),
		};
		const tile = await ask(place).catch(() => null);
		if (tile === null) return corner;
		const side = 2 ** place.zoom;
		plane = { ...tile, pooling: [side, side], exact: true, origin: [query, key] };
	}
}
