import type { Region } from "@attention-lab/attention/map/files";
import type { Plane } from "../maps/plane";
import { zoomFor } from "../maps/zoom";
import type { Span } from "../viewport";
import { quantityName } from "../views/colour-bar";
import type { Scene } from "../views/view";

/** Which cells are saved: the rectangle on the screen, the pinned query's row, or all heads. */
export type Scope = "view" | "row" | "heads";

/** The most numbers of a file: 64 MB of float32. Where there are more cells, each number stands for several. */
const MOST = 2 ** 24;

/** The scopes that there are now: a row only where a cell is pinned, all heads only where there are several. */
export function scopesOf({ selection, map }: Scene): Scope[] {
	return ["view", ...(selection.pin === null ? [] : ["row" as const]), ...(map.planes > 1 ? ["heads" as const] : [])];
}

/**
 * The numbers of a scope: the kernel's own where it answers, else the preview's, and what they may be off by. What the reader
 * chose (scores, keys left out) holds here as on the screen.
 *
 * @param most - Numbers that there is room for.
 */
export async function regionOf(scene: Scene, scope: Scope, most = MOST): Promise<Region> {
	const { map, weights, selection, viewport } = scene;
	const { pin, lead } = selection;
	const [queries, keys] = [map.query.size, map.key.size];
	const whole: Rectangle = { query: [0, queries], key: [0, keys] };
	const shown = { query: outer(viewport.query, queries), key: outer(viewport.key, keys) };
	const row: Rectangle = pin === null ? whole : { query: [pin.query, pin.query + 1], key: [0, keys] };
	const place = { view: shown, row, heads: whole }[scope];
	const leads = scope === "heads" ? allLeads(scene) : [lead];
	const taken = (await exact(scene, leads, place, most)) ?? saved(scene, leads, place);
	if (taken === null) throw new Error(scene.words("only the kernel has these numbers, and it does not answer"));
	const { title, axes, source } = map.document;
	return { title, axes, leads, of: quantityName(scene), source: sourceOf(source, weights.hidden), ...taken };
}

interface Rectangle {
	query: Span;
	key: Span;
}
type Taken = Rectangle & Pick<Region, "values" | "pooling" | "error">;

/** Whole cells around a part of an axis. */
function outer([from, to]: Span, size: number): Span {
	return [Math.max(0, Math.floor(from + 1e-6)), Math.min(size, Math.ceil(to - 1e-6))];
}

function allLeads({ map }: Scene): number[][] {
	let all: number[][] = [[]];
	for (const { size } of map.leads) all = all.flatMap((lead) => Array.from({ length: size }, (_, i) => [...lead, i]));
	return all;
}

/** The kernel's numbers; `null` where no kernel gives all of them. */
async function exact(
	scene: Scene,
	leads: readonly (readonly number[])[],
	place: Rectangle,
	most: number,
): Promise<Taken | null> {
	const { weights, map } = scene;
	if (weights.state !== "live") return null;
	const { query, key } = place;
	const zoom = zoomFor(query[1] - query[0], key[1] - key[0], Math.max(1, Math.floor(most / leads.length)));
	const side = 2 ** zoom;
	const [rows, columns] = [query, key].map(([from, to]) => Math.ceil((to - from) / side));
	const values = new Float32Array(leads.length * rows * columns);
	const more = {
		...(weights.of !== "weights" && { of: weights.of }),
		...(weights.hidden.length > 0 && { without: weights.hidden }),
	};
	try {
		for (const [i, lead] of leads.entries()) {
			const { buffers } = await weights.ask("tile", { lead: [...lead], query, key, zoom, ...more });
			const [buffer] = buffers;
			const bytes = new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength);
			const numbers = new Float32Array(bytes.slice().buffer);
			if (numbers.length !== rows * columns) return null;
			const plane: Plane = {
				rows,
				columns,
				values: numbers,
				pooling: [side, side],
				exact: true,
				origin: [query[0], key[0]],
			};
			values.set(map.markMasked(plane).values, i * rows * columns);
		}
	} catch {
		return null;
	}
	return { query, key, values, pooling: [side, side], error: 0 };
}

/** The preview's numbers; the rectangle grows to whole pixels of it. `null` where the preview is of something else. */
function saved({ weights, map }: Scene, leads: readonly (readonly number[])[], place: Rectangle): Taken | null {
	if (weights.of !== "weights") return null;
	const planes = leads.map((lead) => weights.preview(lead));
	const { pooling } = planes[0];
	if (weights.hidden.length > 0 && pooling[1] > 1) return null;
	const range = ([from, to]: Span, cells: number): Span => [Math.floor(from / cells), Math.ceil(to / cells)];
	const [top, bottom] = range(place.query, pooling[0]);
	const [left, right] = range(place.key, pooling[1]);
	const [rows, columns] = [bottom - top, right - left];
	const values = new Float32Array(planes.length * rows * columns);
	let at = 0;
	for (const plane of planes) {
		for (let row = top; row < bottom; row++, at += columns) {
			values.set(plane.values.subarray(row * plane.columns + left, row * plane.columns + right), at);
		}
	}
	return {
		query: [top * pooling[0], Math.min(map.query.size, bottom * pooling[0])],
		key: [left * pooling[1], Math.min(map.key.size, right * pooling[1])],
		values,
		pooling,
		error: map.tolerance(map.largest),
	};
}

/** Where the numbers come from, and which keys were left out of them. */
function sourceOf(source: Region["source"], hidden: readonly number[]): Region["source"] {
	return hidden.length === 0 ? source : ({ ...source, without: [...hidden] } as Region["source"]);
}
