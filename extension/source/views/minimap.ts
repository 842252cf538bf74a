import { element } from "../element";
import type { Frame } from "../layout/frame";
import { sharedRaster } from "../raster/shared";
import type { Scene } from "./view";

/** CSS pixels of the longer side. */
const SIDE = 108;

/** The whole matrix in a corner of its close-up, with a ring around what is shown. Pressing or dragging goes there. */
export function minimap(scene: Scene): { node: HTMLElement; draw(frame: Frame): void; dispose(): void } {
	const canvas = element("canvas", "al-Minimap-raster", { "aria-hidden": "true" });
	const ring = element("div", "al-Minimap-ring");
	const node = element("div", "al-Minimap", { "aria-hidden": "true" }, canvas, ring);
	const signals = new AbortController();
	const { viewport } = scene;
	let drawn = "";
	let table: Uint8Array | null = null;

	const go = (event: PointerEvent): void => {
		event.stopPropagation();
		event.preventDefault();
		if (event.type === "pointerdown") node.setPointerCapture(event.pointerId);
		if (event.buttons !== 1) return;
		const box = canvas.getBoundingClientRect();
		const [y, x] = [(event.clientY - box.top) / box.height, (event.clientX - box.left) / box.width];
		const { query, key, queries, keys } = viewport;
		viewport.panBy(y * queries - (query[0] + query[1]) / 2, x * keys - (key[0] + key[1]) / 2);
	};
	for (const kind of ["pointerdown", "pointermove", "pointerup"] as const) {
		node.addEventListener(kind, go, { signal: signals.signal });
	}
	for (const kind of ["click", "dblclick"]) {
		node.addEventListener(kind, (event) => event.stopPropagation(), { signal: signals.signal });
	}

	return {
		node,
		draw(frame) {
			node.hidden = viewport.isWhole || Math.min(frame.width, frame.height) < SIDE * 2;
			if (node.hidden) return;
			const plane = scene.weights.plane(scene.selection.lead);
			const longer = Math.max(frame.width, frame.height);
			const [width, height] = [(SIDE * frame.width) / longer, (SIDE * frame.height) / longer];
			const ratio = window.devicePixelRatio;
			const size: [number, number] = [Math.round(width * ratio), Math.round(height * ratio)];
			node.style.cssText = `left:${frame.left + frame.width - width - 8}px;top:${frame.top + 8}px;width:${width}px;height:${height}px`;
			if (canvas.width !== size[0] || canvas.height !== size[1]) [canvas.width, canvas.height] = size;
			const state = [
				scene.selection.lead,
				plane.exact,
				size,
				scene.scale.shape,
				scene.scale.largest,
				plane.rows,
			].join();
			if (state !== drawn || scene.scale.table !== table) {
				sharedRaster.paint(canvas, [{ plane, x: 0, y: 0, width: size[0], height: size[1] }], scene.scale);
			}
			drawn = state;
			table = scene.scale.table;
			const { query, key, queries, keys } = viewport;
			const share = (part: number, of: number): string => `${(100 * part) / of}%`;
			ring.style.cssText = `left:${share(key[0], keys)};top:${share(query[0], queries)};width:${share(key[1] - key[0], keys)};height:${share(query[1] - query[0], queries)}`;
		},
		dispose: () => signals.abort(),
	};
}
