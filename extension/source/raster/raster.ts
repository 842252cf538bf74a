import type { ColourScale } from "../colours/colour-scale";
import type { Plane } from "../maps/plane";

/** One matrix at its place on a canvas, in device pixels. The plane has no more pixels than the place. */
export interface Piece {
	plane: Plane;
	x: number;
	y: number;
	width: number;
	height: number;
}

/**
 * Paints matrices: device pixel (i, j) of a piece shows the colour of
 * `values[floor((j + 0.5) · rows / height), floor((i + 0.5) · columns / width)]`. Every raster gives the same pixels.
 */
export interface Raster {
	readonly kind: "webgl2" | "canvas2d";
	/** Clears the canvas and paints the pieces; `false` when it cannot now (a lost context). */
	paint(canvas: HTMLCanvasElement, pieces: readonly Piece[], scale: ColourScale): boolean;
}
