import { labelOf } from "../../layout/tokens";
import type { Plane } from "../../maps/plane";
import { zoomFor } from "../../maps/zoom";
import type { Scene } from "../view";
import { type Kept, keptOf, meanOf, type Pair, type Rule } from "./kept";
import type { Settings, Side } from "./settings";

/** So many heads at once are asked of the kernel; of more, the saved weights are shown. */
const ASKED = 16;
/** Up to so many rows all pairs are counted; above, those of the rows on the screen. */
const COUNTED = 200;

/** A line, and the head that it belongs to: an index along the last leading axis. */
export interface Line extends Pair {
	head: number;
}

/** What the lines are made of. */
export interface Source {
	/** Planes by head; one, of no head in particular, where the mean is shown. */
	planes: { head: number; plane: Plane }[];
	/** Tokens per row and per column. */
	pooling: [number, number];
	count: Record<Side, number>;
}

/** How many tokens one row of the columns stands for: one wherever the numbers of single cells can be had. */
export function sourceOf(scene: Scene, settings: Settings): Source {
	const planes = settings.which === "one" ? [oneOf(scene)] : severalOf(scene, settings);
	const { pooling } = planes[0].plane;
	const { query, key } = scene.map;
	return {
		planes: settings.which === "mean" ? [{ head: -1, plane: cachedMean(planes.map(({ plane }) => plane)) }] : planes,
		pooling,
		count: { query: Math.ceil(query.size / pooling[0]), key: Math.ceil(key.size / pooling[1]) },
	};
}

/** Heads whose lines are shown. */
export function headsOf(scene: Scene, { which, heads }: Settings): number[] {
	const { leads } = scene.map;
	const all = Array.from({ length: leads.at(-1)?.size ?? 1 }, (_, head) => head);
	if (which === "mean") return all;
	const chosen = all.filter((head) => heads.includes(head));
	return which === "one" || chosen.length === 0 ? [scene.selection.lead.at(-1) ?? 0] : chosen;
}

/** The head's plane; one without rows where the kernel gives single cells of a map that is too large for one plane. */
function oneOf({ weights, selection, map }: Scene): { head: number; plane: Plane } {
	const { lead } = selection;
	const head = lead.at(-1) ?? 0;
	const zoom = zoomFor(map.query.size, map.key.size);
	if (weights.state !== "live" || zoom === 0) return { head, plane: weights.plane(lead) };
	const plane = { rows: 0, columns: map.key.size, values: new Float32Array(), exact: true };
	return { head, plane: { ...plane, pooling: [1, 1] } };
}

function severalOf(scene: Scene, settings: Settings): { head: number; plane: Plane }[] {
	const { weights, selection } = scene;
	const heads = headsOf(scene, settings);
	const lead = (head: number): number[] => [...selection.lead.slice(0, -1), head];
	const best = heads.map((head) => (heads.length > ASKED ? weights.preview(lead(head)) : weights.plane(lead(head))));
	const alike = best.every((plane) => plane.pooling.join() === best[0].pooling.join());
	return heads.map((head, i) => ({ head, plane: alike ? best[i] : weights.preview(lead(head)) }));
}

const means = new WeakMap<Plane, { of: readonly Plane[]; plane: Plane }>();

function cachedMean(of: readonly Plane[]): Plane {
	const known = means.get(of[0]);
	if (known?.of.length === of.length && known.of.every((plane, i) => plane === of[i])) return known.plane;
	const plane = meanOf(of);
	means.set(of[0], { of, plane });
	return plane;
}

/** Lines, and what they were chosen from. */
export interface Found {
	lines: Line[];
	kept: Kept;
	rows: readonly [number, number];
	/** All numbers are the kernel's own. */
	exact: boolean;
}

/** The lines that the rule keeps, of all rows or, of a long text, of those on the screen. */
export function linesOf(
	scene: Scene,
	{ planes, count }: Source,
	{ rule }: Settings,
	shown: readonly [number, number],
): Found {
	const rows = count.query <= COUNTED ? ([0, count.query] as const) : shown;
	const lines: Line[] = [];
	const kept: Kept = { pairs: [], of: 0, mass: 0 };
	let exact = true;
	for (const { head, plane } of planes) {
		const [part, top] = rowsOf(scene, plane, rows);
		const found = cachedKept(part, rule, Math.max(0, rows[0] - top), Math.min(part.rows, rows[1] - top));
		for (const pair of found.pairs) lines.push({ ...pair, row: pair.row + top, head });
		exact &&= part.exact;
		kept.of += found.of;
		kept.mass += found.mass / planes.length;
	}
	return { lines, kept, rows, exact };
}

const chosen = new WeakMap<Plane, { name: string; kept: Kept }>();

/** Hovering draws the same pairs again and again. */
function cachedKept(plane: Plane, rule: Rule, from: number, to: number): Kept {
	const name = [rule.by, rule.amount, from, to].join("/");
	const known = chosen.get(plane);
	if (known?.name === name) return known.kept;
	const kept = keptOf(plane, rule, from, to);
	chosen.set(plane, { name, kept });
	return kept;
}

/** The plane that has these rows, and its first row: of a map too large for one plane only the rows on the screen. */
function rowsOf({ weights, selection, map }: Scene, plane: Plane, rows: readonly [number, number]): [Plane, number] {
	if (plane.rows > 0) return [plane, 0];
	const part = weights.view(selection.lead, rows, [0, map.key.size], 0);
	return [part, part.origin?.[0] ?? 0];
}

/** The text of a row: its token; of several the range and the first of them. */
export function unitLabel(scene: Scene, side: Side, index: number, per: number): string {
	const axis = scene.map[side];
	const from = Math.min(axis.size - 1, index * per);
	if (per === 1) return labelOf(axis, from);
	const range = `${from}–${Math.min(axis.size, from + per) - 1}`;
	return axis.labels === undefined ? range : `${range} ${labelOf(axis, from)}…`;
}
