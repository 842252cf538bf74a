import { colourOf, shareOf, weightAt } from "../colours/colour-scale";
import { formatWeight, spacedTicks } from "../colours/ticks";
import { element } from "../element";
import { pixelOf } from "../maps/plane";
import type { Scene, View } from "./view";

const HEIGHT = 10;
const WIDEST = 360;

/** The key to the colours: a bar with units and round numbers, a mark at the weight looked at, and the scale's shape. */
export function colourBar(scene: Scene): View {
	const { words } = scene;
	const bar = element("canvas", "al-ColourBar-bar", { "aria-hidden": "true" });
	const mark = element("div", "al-ColourBar-mark");
	const ticks = element("div", "al-ColourBar-ticks", { "aria-hidden": "true" });
	const name = element("span", "al-ColourBar-name", {}, words("attention weight (row softmax)"));
	const shape = shapeField(scene);
	const strip = element("div", "al-ColourBar-strip", {}, bar, mark, ticks);
	const node = element("div", "al-ColourBar", {}, element("div", "al-ColourBar-head", {}, name, shape), strip);
	return {
		node,
		draw(changes, room) {
			shape.value = scene.scale.shape;
			const width = Math.max(80, Math.min(WIDEST, Math.floor(room.width)));
			if (changes.has("room") || changes.has("theme") || changes.has("data")) {
				strip.style.width = `${width}px`;
				paintBar(bar, scene, width);
				ticks.replaceChildren(...tickMarks(scene, width));
			}
			placeMark(mark, scene, width);
		},
		dispose: () => node.replaceChildren(),
	};
}

function shapeField(scene: Scene): HTMLSelectElement {
	const { words } = scene;
	const label = words("Colour scale");
	const field = element("select", "al-ColourBar-shape", { "aria-label": label, title: label });
	for (const shape of ["sqrt", "linear"] as const) {
		field.append(element("option", "", { value: shape }, words(shape === "sqrt" ? "square root" : shape)));
	}
	field.addEventListener("change", () => scene.choose({ shape: field.value === "sqrt" ? "sqrt" : "linear" }));
	return field;
}

function paintBar(bar: HTMLCanvasElement, scene: Scene, width: number): void {
	const ratio = window.devicePixelRatio;
	bar.width = Math.round(width * ratio);
	bar.height = Math.round(HEIGHT * ratio);
	bar.style.cssText = `width:${width}px;height:${HEIGHT}px`;
	const pen = bar.getContext("2d") as CanvasRenderingContext2D;
	for (let x = 0; x < bar.width; x++) {
		pen.fillStyle = `rgb(${colourOf(scene.scale, weightAt(scene.scale, x / (bar.width - 1))).join()})`;
		pen.fillRect(x, 0, 1, bar.height);
	}
}

/** Round numbers under the bar. */
function tickMarks(scene: Scene, width: number): HTMLElement[] {
	const place = (tick: number): number => shareOf(scene.scale, tick) * width;
	return spacedTicks(scene.scale.largest, place, 34).map((tick) => {
		const mark = element("span", "al-ColourBar-tick", {}, String(tick));
		mark.style.left = `${place(tick)}px`;
		return mark;
	});
}

function placeMark(mark: HTMLElement, scene: Scene, width: number): void {
	const { cell, lead } = scene.selection;
	const plane = scene.weights.plane(lead);
	const weight = cell === null ? Number.NaN : plane.values[pixelOf(plane, cell.query, cell.key)];
	mark.hidden = Number.isNaN(weight);
	if (mark.hidden) return;
	mark.style.left = `${shareOf(scene.scale, weight) * width}px`;
	mark.title = formatWeight(weight);
}
