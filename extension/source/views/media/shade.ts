import { type ColourScale, colourOf, HATCH } from "../../colours/colour-scale";
import { type Plane, poolPlane } from "../../maps/plane";
import type { Style } from "./settings";

type Pen = CanvasRenderingContext2D;

/** The first device pixel of cell `index`: where `floor((pixel + 0.5) · count / length)` becomes `index`. */
export function edge(index: number, count: number, length: number): number {
	return Math.ceil((index * length) / count - 0.5);
}

/** How weights lie over a picture; `veil` is what hides it in `light`. */
export interface Overlay {
	style: Style;
	strength: number;
	veil: string;
}

/** Where there is nothing to lie over. */
export const WEIGHTS_ALONE: Overlay = { style: "colour", strength: 1, veil: "#000" };

/** Lays weights over what a canvas shows; at full strength in `colour` each cell has exactly its weight's colour. */
export function shade(pen: Pen, weights: Plane, overlay: Overlay, scale: ColourScale): void {
	const { width, height } = pen.canvas;
	const { style, strength, veil } = overlay;
	const plane = poolPlane(weights, height, width);
	const bright = style === "light" ? brightness(plane.values, scale.shape) : null;
	const hatch = hatching(pen, scale);
	for (let row = 0, at = 0; row < plane.rows; row++) {
		const top = edge(row, plane.rows, height);
		const bottom = edge(row + 1, plane.rows, height);
		for (let column = 0; column < plane.columns; column++, at++) {
			const left = edge(column, plane.columns, width);
			const weight = plane.values[at];
			const masked = Number.isNaN(weight);
			pen.globalAlpha = bright === null || masked ? strength : strength * (1 - bright[at]);
			pen.fillStyle = masked ? hatch : bright === null ? `rgb(${colourOf(scale, weight).join()})` : veil;
			pen.fillRect(left, top, edge(column + 1, plane.columns, width) - left, bottom - top);
		}
	}
	pen.globalAlpha = 1;
}

/** How bright each weight leaves the picture, 0 to 1, the largest of these weights being 1; `NaN` stays. */
export function brightness(values: Float32Array, shape: ColourScale["shape"]): Float32Array {
	const largest = values.reduce((most, weight) => Math.max(most, Math.abs(weight) || 0), 0);
	return values.map((weight) => {
		if (Number.isNaN(weight) || largest === 0) return weight;
		const share = Math.abs(weight) / largest;
		return shape === "linear" ? share : Math.sqrt(share);
	});
}

/** The hatching of cells that were never looked at, as a pattern. */
function hatching(pen: Pen, { masked }: ColourScale): CanvasPattern {
	const tile = window.document.createElement("canvas");
	tile.width = HATCH.period;
	tile.height = HATCH.period;
	const ink = tile.getContext("2d") as Pen;
	for (let i = 0; i < HATCH.period ** 2; i++) {
		const [x, y] = [i % HATCH.period, Math.floor(i / HATCH.period)];
		ink.fillStyle = `rgb(${masked[(x + y) % HATCH.period < HATCH.line ? 1 : 0].join()})`;
		ink.fillRect(x, y, 1, 1);
	}
	return pen.createPattern(tile, "repeat") as CanvasPattern;
}
