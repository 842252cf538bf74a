import { moveCursor } from "../../cursor";
import { element } from "../../element";
import { type Grid, gridOf, listOf, thumbAt, thumbPlace } from "../../layout/grid";
import { orderHeads, readOrder } from "../../layout/order";
import { sharedRaster } from "../../raster/shared";
import { headCount, headOf, headStatistic, leadOf } from "../heads";
import { leadName } from "../sentences";
import type { Room, Scene, View } from "../view";
import { groupOf } from "./groups";
import { orderBar } from "./order-bar";
import { drawNames, drawNumbers, paint, place } from "./thumbs";

/** Thumbnails of a list that are drawn at first; a button shows twice as many. */
const FIRST = 144;

/** What stands where: the head at each place of the grid. */
interface Board {
	grid: Grid;
	heads: readonly number[];
	/** Heads that the order leaves, drawn or not. */
	left: number;
	isList: boolean;
}

/** Every layer and head at a glance, small but true (a pixel is the largest weight it covers). A click chooses one. */
export function overview(scene: Scene): View {
	const { words, selection } = scene;
	const title = element("div", "al-Overview-title");
	const order = orderBar(scene);
	const canvas = element("canvas", "al-Overview-raster", { "aria-hidden": "true" });
	const chrome = element("canvas", "al-Overview-chrome", { "aria-hidden": "true" });
	const ring = element("div", "al-Overview-ring");
	const surface = element("div", "al-Overview-board", { tabindex: "0", role: "application" }, canvas, chrome, ring);
	const more = element("button", "al-Control al-Overview-more", { type: "button" }, words("Show more heads"));
	const head = element("div", "al-Overview-head", {}, title, order.node);
	const node = element("div", "al-Overview", {}, head, surface, more);
	const release = sharedRaster.hold();
	const signals = new AbortController();
	let board: Board | null = null;
	let most = FIRST;
	let room: Room = { width: 0, height: 0 };
	let laidOut: readonly unknown[] = [];
	let painted: readonly unknown[] = [];
	listen(scene, surface, () => board, signals.signal);
	more.addEventListener("click", () => {
		most *= 2;
		show();
	});

	function show(): void {
		board = boardOf(scene, room, most);
		node.hidden = board === null;
		if (board === null) return;
		const { grid, heads, isList, left } = board;
		const { map, palette, scale, weights } = scene;
		const ratio = window.devicePixelRatio;
		const layout = [JSON.stringify(grid), heads.join(), palette, ratio, map];
		if (changed(layout, laidOut)) {
			surface.setAttribute("aria-label", words("Overview of all %1 matrices. Arrow keys choose one.", map.planes));
			title.textContent = leadTitle(scene);
			place(surface, [canvas, chrome], grid);
			if (isList) drawNames(chrome, scene, grid, heads);
			else drawNumbers(chrome, scene, grid);
			canvas.dataset.heads = heads.join();
			painted = [];
			laidOut = layout;
		}
		const outer = selection.lead.slice(0, -2).join();
		const picture = [map, scale, weights.of, weights.hidden.join(), outer];
		if (changed(picture, painted)) paint(scene, canvas, grid, heads);
		painted = picture;
		surface.setAttribute("aria-description", leadName(scene, selection.lead));
		order.show(left, headCount(scene));
		more.hidden = left <= heads.length;
		placeRing(ring, grid, heads.indexOf(headOf(scene, selection.lead)));
	}

	return {
		node,
		draw(changes, now) {
			room = now;
			if (changes.has("room") || changes.has("theme")) painted = [];
			show();
		},
		dispose() {
			signals.abort();
			release();
			node.replaceChildren();
		},
	};
}

function changed(now: readonly unknown[], before: readonly unknown[]): boolean {
	return now.some((entry, i) => entry !== before[i]);
}

function boardOf(scene: Scene, room: Room, most: number): Board | null {
	const { map, choice } = scene;
	const aspect = map.query.size / map.key.size;
	const sizes = map.leads.map((axis) => axis.size);
	const grid = gridOf(sizes, aspect, room, groupOf(scene));
	if (grid === null) return null;
	const order = readOrder(choice.overview);
	const statistic = order.by === null ? null : headStatistic(scene, order.by);
	if (statistic === null) {
		const heads = Array.from({ length: grid.count }, (_, head) => head);
		return { grid, heads, left: heads.length, isList: false };
	}
	const all = orderHeads(statistic.values, order);
	const heads = all.slice(0, most);
	return { grid: listOf(heads.length, aspect, room), heads, left: all.length, isList: true };
}

function leadTitle({ map, words }: Scene): string {
	const axes = map.leads.slice(-2);
	return axes.map((axis) => `${axis.size} ${words(`${axis.name}s`)}`).join(" × ");
}

function placeRing(ring: HTMLElement, grid: Grid, at: number): void {
	ring.hidden = at < 0;
	if (at < 0) return;
	const { x, y } = thumbPlace(grid, at);
	ring.style.cssText = `transform:translate(${x}px,${y}px);width:${grid.width}px;height:${grid.height}px`;
}

function listen(scene: Scene, surface: HTMLElement, board: () => Board | null, signal: AbortSignal): void {
	const { selection } = scene;
	const under = (event: MouseEvent): number[] | null => {
		const box = surface.getBoundingClientRect();
		const now = board();
		const at = now === null ? -1 : thumbAt(now.grid, event.clientX - box.left, event.clientY - box.top);
		return now === null || at < 0 ? null : leadOf(scene, now.heads[at]);
	};
	surface.addEventListener("pointermove", (event) => selection.peekAt(under(event)), { signal });
	surface.addEventListener("pointerleave", () => selection.peekAt(null), { signal });
	surface.addEventListener("click", (event) => (selection.lead = under(event) ?? selection.lead), { signal });
	surface.addEventListener("keydown", (event) => onKey(scene, board(), event), { signal });
}

function onKey(scene: Scene, board: Board | null, event: KeyboardEvent): void {
	if (board === null || board.heads.length === 0 || event.altKey || event.shiftKey) return;
	const { selection } = scene;
	const { grid, heads } = board;
	const now = heads.indexOf(headOf(scene, selection.lead));
	const from = { query: Math.floor(Math.max(0, now) / grid.columns), key: Math.max(0, now) % grid.columns };
	const next = moveCursor(from, event, grid.rows, grid.columns);
	if (next === null) return;
	event.preventDefault();
	event.stopPropagation();
	const at = now < 0 ? 0 : Math.min(grid.count - 1, next.query * grid.columns + next.key);
	selection.lead = leadOf(scene, heads[at]);
	scene.announce(leadName(scene, selection.lead));
}
