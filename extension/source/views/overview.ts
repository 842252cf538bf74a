import { moveCursor } from "../cursor";
import { element } from "../element";
import { type Grid, gridOf, thumbAt } from "../layout/grid";
import { visibleLabels } from "../layout/labels";
import { labelOf } from "../layout/tokens";
import { poolPlane } from "../maps/plane";
import type { Piece } from "../raster/raster";
import { sharedRaster } from "../raster/shared";
import { leadName } from "./sentences";
import type { Scene, View } from "./view";

/** Every layer and head at a glance, small but true (a pixel is the largest weight it covers). A click chooses one. */
export function overview(scene: Scene): View {
	const { map, words, selection } = scene;
	const title = element("div", "al-Overview-title");
	const canvas = element("canvas", "al-Overview-raster", { "aria-hidden": "true" });
	const chrome = element("canvas", "al-Overview-chrome", { "aria-hidden": "true" });
	const ring = element("div", "al-Overview-ring");
	const label = words("Overview of all %1 matrices. Arrow keys choose one.", map.planes);
	const board = element("div", "al-Overview-board", { tabindex: "0", role: "application" }, canvas, chrome, ring);
	board.setAttribute("aria-label", label);
	const node = element("div", "al-Overview", {}, title, board);
	const release = sharedRaster.hold();
	const signals = new AbortController();
	let grid: Grid | null = null;
	let shown = "";
	listen(scene, board, () => grid, signals.signal);

	return {
		node,
		draw(changes, room) {
			const outer = selection.lead.slice(0, -2).join();
			const heavy = changes.has("room") || changes.has("theme");
			if (heavy || grid === null) {
				grid = gridOf(leadSizes(scene), aspect(scene), room);
				node.hidden = grid === null;
				if (grid === null) return;
				title.textContent = leadTitle(scene);
				place(board, [canvas, chrome], grid);
				drawNumbers(chrome, scene, grid);
			}
			if (heavy || changes.has("data") || outer !== shown) paint(scene, canvas, grid);
			shown = outer;
			placeRing(ring, grid, flatInGrid(scene, selection.lead));
		},
		dispose() {
			signals.abort();
			release();
		},
	};
}

function leadSizes(scene: Scene): number[] {
	return scene.map.leads.map((axis) => axis.size);
}

function aspect({ map }: Scene): number {
	return map.query.size / map.key.size;
}

function leadTitle({ map, words }: Scene): string {
	const axes = map.leads.slice(-2);
	return axes.map((axis) => `${axis.size} ${words(`${axis.name}s`)}`).join(" × ");
}

/** Number of a leading index within the grid. */
function flatInGrid({ map }: Scene, lead: readonly number[]): number {
	const sizes = map.leads.slice(-2).map((axis) => axis.size);
	return lead.slice(-2).reduce((index, entry, i) => index * sizes[i] + entry, 0);
}

/** The leading index of a thumbnail, outer axes as they are chosen. */
function leadOf({ map, selection }: Scene, index: number): number[] {
	const last = map.leads[map.leads.length - 1].size;
	const inner = map.leads.length === 1 ? [index] : [Math.floor(index / last), index % last];
	return [...selection.lead.slice(0, -2), ...inner];
}

function place(board: HTMLElement, canvases: HTMLCanvasElement[], grid: Grid): void {
	const ratio = window.devicePixelRatio;
	board.style.width = `${grid.totalWidth}px`;
	board.style.height = `${grid.totalHeight}px`;
	for (const canvas of canvases) {
		canvas.width = Math.ceil(grid.totalWidth * ratio);
		canvas.height = Math.ceil(grid.totalHeight * ratio);
		canvas.style.cssText = `width:${canvas.width / ratio}px;height:${canvas.height / ratio}px`;
	}
}

function paint(scene: Scene, canvas: HTMLCanvasElement, grid: Grid): void {
	const ratio = window.devicePixelRatio;
	const width = Math.max(1, Math.round(grid.width * ratio));
	const height = Math.max(1, Math.round(grid.height * ratio));
	const pieces = Array.from({ length: grid.count }, (_, index): Piece => {
		const x = grid.left + (index % grid.columns) * grid.pitchX;
		const y = grid.top + Math.floor(index / grid.columns) * grid.pitchY;
		const plane = poolPlane(scene.weights.preview(leadOf(scene, index)), height, width);
		return { plane, x: Math.round(x * ratio), y: Math.round(y * ratio), width, height };
	});
	sharedRaster.paint(canvas, pieces, scene.scale);
}

function drawNumbers(canvas: HTMLCanvasElement, scene: Scene, grid: Grid): void {
	const pen = canvas.getContext("2d") as CanvasRenderingContext2D;
	const ratio = window.devicePixelRatio;
	const { leads } = scene.map;
	pen.setTransform(ratio, 0, 0, ratio, 0, 0);
	pen.clearRect(0, 0, grid.totalWidth, grid.totalHeight);
	pen.font = `10px ${scene.palette.font}`;
	pen.fillStyle = scene.palette.soft;
	pen.textBaseline = "middle";
	pen.textAlign = "center";
	const across = leads[leads.length - 1];
	for (const column of visibleLabels(grid.columns, grid.pitchX, 14)) {
		pen.fillText(labelOf(across, column).slice(0, 3), grid.left + column * grid.pitchX + grid.width / 2, 8);
	}
	pen.textAlign = "right";
	if (leads.length === 1 && grid.rows === 1) return;
	for (const row of visibleLabels(grid.rows, grid.pitchY, 11)) {
		const name = leads.length === 1 ? String(row * grid.columns) : labelOf(leads[leads.length - 2], row);
		pen.fillText(name.slice(0, 3), grid.left - 6, grid.top + row * grid.pitchY + grid.height / 2 + 0.5);
	}
}

function placeRing(ring: HTMLElement, grid: Grid, index: number): void {
	const x = grid.left + (index % grid.columns) * grid.pitchX;
	const y = grid.top + Math.floor(index / grid.columns) * grid.pitchY;
	ring.style.cssText = `transform:translate(${x}px,${y}px);width:${grid.width}px;height:${grid.height}px`;
}

function listen(scene: Scene, board: HTMLElement, grid: () => Grid | null, signal: AbortSignal): void {
	const { selection } = scene;
	const under = (event: MouseEvent): number[] | null => {
		const box = board.getBoundingClientRect();
		const now = grid();
		const index = now === null ? -1 : thumbAt(now, event.clientX - box.left, event.clientY - box.top);
		return index < 0 ? null : leadOf(scene, index);
	};
	board.addEventListener("pointermove", (event) => selection.peekAt(under(event)), { signal });
	board.addEventListener("pointerleave", () => selection.peekAt(null), { signal });
	board.addEventListener("click", (event) => (selection.lead = under(event) ?? selection.lead), { signal });
	board.addEventListener("keydown", (event) => onKey(scene, grid(), event), { signal });
}

function onKey(scene: Scene, grid: Grid | null, event: KeyboardEvent): void {
	if (grid === null || event.altKey || event.shiftKey) return;
	const { selection } = scene;
	const index = flatInGrid(scene, selection.lead);
	const at = { query: Math.floor(index / grid.columns), key: index % grid.columns };
	const next = moveCursor(at, event, grid.rows, grid.columns);
	if (next === null) return;
	event.preventDefault();
	event.stopPropagation();
	selection.lead = leadOf(scene, Math.min(grid.count - 1, next.query * grid.columns + next.key));
	scene.announce(leadName(scene, selection.lead));
}
