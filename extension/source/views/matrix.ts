import { moveCursor } from "../cursor";
import { element } from "../element";
import { cellAt, type Frame, frameOf } from "../layout/frame";
import { longestLabels } from "../layout/tokens";
import { poolPlane } from "../maps/plane";
import { sharedRaster } from "../raster/shared";
import type { Cell } from "../selection";
import { drawChrome } from "./matrix-chrome";
import { widestLabel } from "./matrix-labels";
import { cellSentence, leadName } from "./sentences";
import type { Room, Scene, View } from "./view";

/**
 * The chosen head as a heat map: queries down, keys across, tokens beside them. Two canvases: the weights, painted only
 * when they change, and above them labels and cursor.
 */
export function matrix(scene: Scene): View {
	const raster = element("canvas", "al-Matrix-raster", { "aria-hidden": "true" });
	const chrome = element("canvas", "al-Matrix-chrome", { "aria-hidden": "true" });
	const node = element("div", "al-Matrix", { tabindex: "0", role: "application" }, raster, chrome);
	node.setAttribute(
		"aria-description",
		scene.words("Arrow keys move over the cells, Enter pins one, Escape lets it go."),
	);
	const release = sharedRaster.hold();
	const signals = new AbortController();
	let frame: Frame | null = null;
	listen(scene, node, () => frame, signals.signal);

	return {
		node,
		draw(changes, room) {
			const heavy = changes.has("room") || changes.has("theme");
			if (heavy || frame === null) {
				frame = measure(scene, room, chrome);
				place(node, raster, chrome, frame);
			}
			if (heavy || changes.has("data") || changes.has("lead")) paint(scene, raster, frame);
			if (heavy || changes.has("lead")) node.setAttribute("aria-label", summary(scene));
			drawChrome(chrome, scene, frame);
		},
		dispose() {
			signals.abort();
			release();
		},
	};
}

function measure(scene: Scene, room: Room, canvas: HTMLCanvasElement): Frame {
	const { map, palette } = scene;
	return frameOf({
		queries: map.query.size,
		keys: map.key.size,
		width: room.width,
		height: room.height,
		rowLabel: widestLabel(canvas, longestLabels(map.query), palette.font),
		columnLabel: widestLabel(canvas, longestLabels(map.key), palette.font),
		ratio: window.devicePixelRatio,
	});
}

function place(node: HTMLElement, raster: HTMLCanvasElement, chrome: HTMLCanvasElement, frame: Frame): void {
	const ratio = window.devicePixelRatio;
	node.style.width = `${frame.totalWidth}px`;
	node.style.height = `${frame.totalHeight}px`;
	raster.style.cssText = `left:${frame.left}px;top:${frame.top}px;width:${frame.width}px;height:${frame.height}px`;
	chrome.width = Math.ceil(frame.totalWidth * ratio);
	chrome.height = Math.ceil(frame.totalHeight * ratio);
	chrome.style.cssText = `width:${chrome.width / ratio}px;height:${chrome.height / ratio}px`;
	raster.width = frame.deviceWidth;
	raster.height = frame.deviceHeight;
}

function paint(scene: Scene, raster: HTMLCanvasElement, frame: Frame): void {
	const plane = scene.weights.plane(scene.selection.lead);
	const piece = {
		plane: poolPlane(plane, frame.deviceHeight, frame.deviceWidth),
		x: 0,
		y: 0,
		width: frame.deviceWidth,
		height: frame.deviceHeight,
	};
	sharedRaster.paint(raster, [piece], scene.scale);
	raster.dataset.lead = scene.selection.lead.join();
	raster.dataset.weights = plane.exact ? "exact" : "preview";
}

function summary(scene: Scene): string {
	const { map, words, selection } = scene;
	const name = [words("Attention map"), leadName(scene, selection.lead)].filter(Boolean).join(", ");
	return words("%1, %2 queries by %3 keys", name, map.query.size, map.key.size);
}

function listen(scene: Scene, node: HTMLElement, frame: () => Frame | null, signal: AbortSignal): void {
	const { selection } = scene;
	const under = (event: MouseEvent): Cell | null => {
		const box = node.getBoundingClientRect();
		const now = frame();
		return now && cellAt(now, event.clientX - box.left, event.clientY - box.top);
	};
	node.addEventListener("pointermove", (event) => (selection.look = under(event)), { signal });
	node.addEventListener("pointerleave", () => (selection.look = null), { signal });
	node.addEventListener(
		"click",
		(event) => {
			const cell = under(event);
			if (cell !== null) selection.togglePin(cell);
		},
		{ signal },
	);
	node.addEventListener("keydown", (event) => onKey(scene, event), { signal });
}

function onKey(scene: Scene, event: KeyboardEvent): void {
	const { selection, map } = scene;
	if (event.altKey || event.shiftKey) return;
	const cell = selection.cell;
	if (event.key === "Enter" || event.key === " ") {
		if (cell !== null) selection.togglePin(cell);
		if (selection.pin !== null) scene.announce(`${scene.words("pinned")}: ${cellSentence(scene, selection.pin)}`);
	} else if (event.key === "Escape") {
		if (cell === null) return;
		selection.look = null;
		selection.pin = null;
	} else {
		const next = cell === null ? firstCell(scene, event) : moveCursor(cell, event, map.query.size, map.key.size);
		if (next === null) return;
		selection.look = next;
		scene.announce(cellSentence(scene, next));
	}
	event.preventDefault();
	event.stopPropagation();
}

function firstCell(scene: Scene, event: KeyboardEvent): Cell | null {
	const { query, key } = scene.map;
	return moveCursor({ query: 0, key: 0 }, event, query.size, key.size) && { query: 0, key: 0 };
}
