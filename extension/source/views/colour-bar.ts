import { colourOf, shareOf, weightAt } from "../colours/colour-scale";
import { formatWeight, spacedTicks } from "../colours/ticks";
import { element } from "../element";
import { pixelOf } from "../maps/plane";
import type { Scene, View } from "./view";

const HEIGHT = 10;
const WIDEST = 360;

/** The key to the colours: a bar with units and round numbers, a mark at the weight looked at, the scale's shape and range. */
export function colourBar(scene: Scene): View {
	const bar = element("canvas", "al-ColourBar-bar", { "aria-hidden": "true" });
	const mark = element("div", "al-ColourBar-mark");
	const ticks = element("div", "al-ColourBar-ticks", { "aria-hidden": "true" });
	const name = element("span", "al-ColourBar-name");
	const shape = shapeField(scene);
	const range = rangeField(scene);
	const strip = element("div", "al-ColourBar-strip", {}, bar, mark, ticks);
	const node = element("div", "al-ColourBar", {}, element("div", "al-ColourBar-head", {}, name, shape, range), strip);
	return {
		node,
		draw(changes, room) {
			name.textContent = quantityName(scene);
			shape.value = scene.scale.shape;
			range.value = scene.choice.range === "head" ? "head" : "map";
			range.hidden = scene.map.planes === 1 || scene.weights.of !== "weights";
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

function rangeField(scene: Scene): HTMLSelectElement {
	const { words } = scene;
	const label = words("Range of the colour scale");
	const field = element("select", "al-ColourBar-shape", { "aria-label": label, title: label });
	field.append(
		element("option", "", { value: "map" }, words("all heads")),
		element("option", "", { value: "head" }, words("this head")),
	);
	field.addEventListener("change", () => scene.choose({ range: field.value === "head" ? "head" : "map" }));
	return field;
}

/** What the numbers are, their normalisation, and what was left out of it. */
export function quantityName({ words, weights }: Scene): string {
	const names = {
		weights: words("attention weight (row softmax)"),
		scores: words("scaled score, before softmax"),
		norms: words("weight × length of the value vector"),
	};
	const name = names[weights.of];
	const count = weights.hidden.length;
	if (count === 0) return name;
	const left =
		weights.of === "scores" ? words("%1 keys left out", count) : words("%1 keys left out, rows rescaled", count);
	return `${name}; ${left}`;
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
	const { largest, signed } = scene.scale;
	const ticks = spacedTicks(largest, place, 34);
	const below = signed ? ticks.filter((tick) => tick > 0).map((tick) => -tick) : [];
	return [...below.reverse(), ...ticks].map((tick) => {
		const mark = element("span", "al-ColourBar-tick", {}, String(tick).replace("-", "−"));
		mark.style.left = `${place(tick)}px`;
		return mark;
	});
}

function placeMark(mark: HTMLElement, scene: Scene, width: number): void {
	const { cell, lead } = scene.selection;
	const plane = cell === null ? null : scene.weights.finest(lead, cell.query, cell.key);
	const weight = cell === null || plane === null ? Number.NaN : plane.values[pixelOf(plane, cell.query, cell.key)];
	mark.hidden = Number.isNaN(weight);
	if (mark.hidden) return;
	mark.style.left = `${shareOf(scene.scale, weight) * width}px`;
	mark.title = formatWeight(weight);
}
