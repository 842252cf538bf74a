import { signedTableFor } from "@attention-lab/attention/map";
import type { ColourScale } from "../../colours/colour-scale";
import { formatError, formatWeight } from "../../colours/ticks";
import { element } from "../../element";
import { labelOf } from "../../layout/tokens";
import type { AttentionMap } from "../../maps/attention-map";
import { largestOf, pixelOf } from "../../maps/plane";
import { titleOf } from "../../maps/title";
import type { LookedAt } from "../../maps/weights";
import { type Cell, Selection } from "../../selection";
import { Viewport } from "../../viewport";
import { matrix } from "../matrix";
import { type Change, EVERYTHING, type Room, type Scene, type View } from "../view";
import { DerivedWeights } from "./slot-weights";
import { align, difference, onSlots, slotAxis } from "./slots";

const GAP = 20;
/** Panes are at least so wide; where three have no room beside each other they stand below each other. */
const LEAST = 300;
let count = 0;

/** A part of a scene that differs from the scene itself; everything else is the scene's own, as it is at the time. */
function derive(scene: Scene, own: Partial<Scene>): Scene {
	return Object.assign(Object.create(scene) as Scene, own);
}

type Beside = NonNullable<Scene["other"]>;

/** The comparison with the other map of the scene; another one, once the reader has chosen that. */
export function compare(scene: Scene): View {
	const node = element("div", "al-Compare-frame");
	let other: Beside | null = null;
	let view: View | null = null;
	return {
		node,
		draw(changes, room) {
			if (scene.other !== null && scene.other !== other) {
				view?.dispose();
				other = scene.other;
				view = pair(scene, other);
				node.replaceChildren(view.node);
				view.draw(new Set(EVERYTHING), room);
			} else view?.draw(changes, room);
		},
		dispose: () => view?.dispose(),
	};
}

/**
 * Two maps and their signed difference, locked to each other: one cursor, one pin, one rectangle. Rows and columns are the
 * slots in which both say the same, so that different lengths and tokenisations stand cell beside cell.
 */
function pair(scene: Scene, other: Beside): View {
	const { words } = scene;
	const alignment = align(scene.map, other.map);
	const [queries, keys] = [alignment.queries.length, alignment.keys.length];
	const selection = new Selection([...scene.map.leads.map((axis) => axis.size), queries, keys]);
	const viewport = new Viewport(queries, keys);
	const shared = { selection, viewport, other: null };
	const leadOfOther = (lead: readonly number[]): number[] =>
		other.map.leads.map((axis, i) => Math.min(axis.size - 1, lead[i] ?? 0));
	const one = new DerivedWeights(
		scene.weights,
		(lead) => [scene.weights.plane(lead)],
		(plane) => onSlots(plane, alignment, "a"),
	);
	const two = new DerivedWeights(
		other.weights,
		(lead) => [other.weights.plane(leadOfOther(lead))],
		(plane) => onSlots(plane, alignment, "b"),
	);
	const apart = new DerivedWeights(scene.weights, (lead) => [one.plane(lead), two.plane(lead)], difference);
	const mapOf = (map: AttentionMap, side: "a" | "b"): AttentionMap =>
		Object.assign(Object.create(map) as AttentionMap, {
			query: slotAxis({ a: scene.map.query, b: other.map.query }, alignment.queries, side),
			key: slotAxis({ a: scene.map.key, b: other.map.key }, alignment.keys, side),
		});
	const pane = (name: string, title: string, map: AttentionMap, weights: LookedAt, scale?: () => ColourScale) => {
		const part = derive(scene, { ...shared, map, weights });
		if (scale !== undefined) Object.defineProperty(part, "scale", { get: scale });
		const view = matrix(part);
		const state = element("small", "al-Compare-state");
		const heading = element("div", "al-Compare-title", {}, element("bdi", "", {}, title), " ", state);
		heading.id = `al-pane-${++count}`;
		view.node.id = `${heading.id}-matrix`;
		view.node.setAttribute("aria-labelledby", `${heading.id} ${view.node.id}`);
		return { view, weights, state, node: element("div", "al-Compare-pane", { "data-pane": name }, heading, view.node) };
	};
	const [mapA, mapB] = [mapOf(scene.map, "a"), mapOf(other.map, "b")];
	const panes = [
		pane("a", `A: ${titleOf(scene.map, words("first map"))}`, mapA, one),
		pane("b", `B: ${titleOf(other.map, words("second map"))}`, mapB, two),
		pane("difference", words("A − B"), mapA, apart, () => differenceScale(scene, apart)),
	];
	const line = element("div", "al-Compare-line");
	const key = element("div", "al-Compare-key");
	const row = element("div", "al-Compare-row", {}, ...panes.map(({ node }) => node));
	const node = element("div", "al-Compare", {}, row, key, line);
	const pending = new Set<Change>();
	let room: Room | null = null;
	let frame = 0;

	const refresh = (change: Change): void => {
		pending.add(change);
		frame ||= requestAnimationFrame(() => {
			frame = 0;
			drawAll(new Set(pending));
		});
	};
	const drawAll = (changes: ReadonlySet<Change>): void => {
		pending.clear();
		if (room === null) return;
		for (const { view } of panes) view.draw(changes, paneRoom(room));
		const errors = [errorOf(scene, scene.map, one), errorOf(scene, other.map, two)];
		for (const [i, { state, weights }] of panes.entries()) {
			state.textContent = stateOf(scene, weights, errors[i] ?? errors[0] + errors[1]);
		}
		showLine(scene, selection, [one, two], [mapA, mapB], line);
		showKey(scene, differenceScale(scene, apart), key);
	};
	selection.changed.connect((_, change) => refresh(change === "pin" ? "look" : change));
	viewport.changed.connect(() => refresh("view"));

	return {
		node,
		draw(changes, given) {
			room = given;
			selection.lead = [...scene.selection.lead];
			row.classList.toggle("al-mod-stacked", given.width < 3 * LEAST);
			if (changes.has("theme") || changes.has("room")) key.replaceChildren();
			drawAll(new Set([...changes, ...pending]));
		},
		dispose() {
			cancelAnimationFrame(frame);
			for (const { view } of panes) view.dispose();
			selection.dispose();
			viewport.dispose();
		},
	};
}

function paneRoom({ width, height }: Room): Room {
	if (width < 3 * LEAST) return { width: Math.min(width, 520), height };
	return { width: Math.floor((width - 2 * GAP) / 3), height };
}

/** By how much the numbers of a side may be off. */
function errorOf({ selection }: Scene, map: AttentionMap, weights: LookedAt): number {
	return weights.plane(selection.lead).exact ? 0 : map.tolerance(map.largest);
}

/** How exact the numbers of a pane are, and what they are where that is not what the map itself shows. */
function stateOf({ weights: own, words }: Scene, weights: LookedAt, error: number): string {
	const exactness = error === 0 ? words("exact weights") : words("saved preview, ± %1", formatError(error));
	return weights.of === own.of ? exactness : `${exactness} · ${words("Weights")}`;
}

/** Orange where B is larger, blue where A is; the ends at the largest difference of this head. */
function differenceScale({ palette, scale, selection }: Scene, apart: LookedAt): ColourScale {
	const largest = largestOf(apart.plane(selection.lead)) || 1e-9;
	return { ...scale, table: signedTable(palette.light), largest, signed: true };
}

const TABLES = new Map<boolean, Uint8Array>();

function signedTable(light: boolean): Uint8Array {
	const table = TABLES.get(light) ?? signedTableFor(light);
	TABLES.set(light, table);
	return table;
}

/** What is under the pointer on both sides, and the difference with its sign. */
function showLine(
	{ words }: Scene,
	selection: Selection,
	weights: LookedAt[],
	maps: AttentionMap[],
	line: HTMLElement,
): void {
	const cell: Cell | null = selection.cell;
	if (cell === null) {
		line.textContent = words("Point at a cell: the same pair of tokens is marked in all three.");
		return;
	}
	const [a, b] = weights.map((each) => {
		const plane = each.plane(selection.lead);
		return plane.values[pixelOf(plane, cell.query, cell.key)];
	});
	const number = (value: number): string => (Number.isNaN(value) ? words("nothing") : formatWeight(value));
	const apart = a - b;
	const signed = Number.isNaN(apart) ? "" : ` · A − B ${apart < 0 ? "−" : "+"}${formatWeight(Math.abs(apart))}`;
	const side = (map: AttentionMap): string => `${labelOf(map.query, cell.query)} → ${labelOf(map.key, cell.key)}`;
	line.replaceChildren(element("bdi", "", {}, side(maps[0])), `: A ${number(a)} · B ${number(b)}${signed}`);
}

/** The difference's own small colour key. */
function showKey({ words }: Scene, scale: ColourScale, node: HTMLElement): void {
	const text = `${formatWeight(scale.largest)}`;
	if (node.dataset.largest === text && node.childElementCount > 0) return;
	node.dataset.largest = text;
	const stops = Array.from({ length: 17 }, (_, i) => {
		const at = Math.round((i / 16) * 255) * 3;
		return `rgb(${scale.table.slice(at, at + 3).join()}) ${(i / 16) * 100}%`;
	});
	const bar = element("span", "al-Compare-bar", { "aria-hidden": "true" });
	bar.style.background = `linear-gradient(to right, ${stops.join()})`;
	node.replaceChildren(`${words("B larger")} −${text} `, bar, ` +${text} ${words("A larger")}`);
}
