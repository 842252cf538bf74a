import { element } from "../element";
import { closeUp, type Frame, frameOf } from "../layout/frame";
import { longestLabels } from "../layout/tokens";
import { sharedRaster } from "../raster/shared";
import { drawChrome } from "./matrix-chrome";
import { listen } from "./matrix-input";
import { widestLabel } from "./matrix-labels";
import { minimap } from "./minimap";
import { leadName } from "./sentences";
import type { Room, Scene, View } from "./view";

/**
 * The chosen head as a heat map: queries down, keys across, tokens beside them. Two canvases: the weights, painted only
 * when they change, and above them labels and cursor. Shows the viewport's rectangle.
 */
export function matrix(scene: Scene): View {
	const raster = element("canvas", "al-Matrix-raster", { "aria-hidden": "true" });
	const chrome = element("canvas", "al-Matrix-chrome", { "aria-hidden": "true" });
	const band = element("div", "al-Matrix-band", { hidden: "" });
	const corner = minimap(scene);
	const node = element("div", "al-Matrix", { tabindex: "0", role: "application" });
	node.append(raster, chrome, band, corner.node);
	node.setAttribute("aria-description", description(scene));
	const release = sharedRaster.hold();
	let whole: Frame | null = null;
	let frame: Frame | null = null;
	const stop = listen(scene, node, band, () => frame);

	return {
		node,
		draw(changes, room) {
			const heavy = changes.has("room") || changes.has("theme");
			const moved = changes.has("view");
			if (heavy || whole === null) {
				whole = measure(scene, room, chrome);
				place(node, raster, chrome, whole);
			}
			if (heavy || moved || frame === null) {
				const { query, key } = scene.viewport;
				frame = scene.viewport.isWhole ? whole : closeUp(whole, query, key);
				node.classList.toggle("al-mod-part", !scene.viewport.isWhole);
			}
			const painted = heavy || moved || changes.has("data") || changes.has("lead") || changes.has("choice");
			if (painted) paint(scene, raster, frame);
			if (heavy || changes.has("lead")) node.setAttribute("aria-label", summary(scene));
			drawChrome(chrome, scene, frame);
			if (painted) corner.draw(whole);
		},
		dispose() {
			stop();
			corner.dispose();
			release();
		},
	};
}

function description({ words }: Scene): string {
	return [
		words("Arrow keys move over the cells, Enter pins one, Escape lets it go."),
		words("Plus and minus zoom, 0 shows everything."),
	].join(" ");
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
	const { viewport, weights, selection } = scene;
	const { query, key } = viewport;
	const [down, across] = [query[1] - query[0], key[1] - key[0]];
	const [height, width] = [frame.deviceHeight, frame.deviceWidth];
	const cells = Math.log2(Math.max(1, Math.min(down / height, across / width)));
	const zoom = scene.moving ? Math.ceil(cells) : Math.floor(cells);
	const plane = weights.view(selection.lead, query, key, zoom);
	const [top, left] = plane.origin ?? [0, 0];
	const part = {
		row: (query[0] - top) / plane.pooling[0],
		column: (key[0] - left) / plane.pooling[1],
		rows: down / plane.pooling[0],
		columns: across / plane.pooling[1],
	};
	sharedRaster.paint(raster, [{ plane, x: 0, y: 0, width, height, part }], scene.scale, scene.moving);
	raster.dataset.lead = selection.lead.join();
	raster.dataset.weights = plane.exact ? "exact" : "preview";
	raster.dataset.pooling = plane.pooling.join();
}

function summary(scene: Scene): string {
	const { map, words, selection } = scene;
	const name = [words("Attention map"), leadName(scene, selection.lead)].filter(Boolean).join(", ");
	return words("%1, %2 queries by %3 keys", name, map.query.size, map.key.size);
}
