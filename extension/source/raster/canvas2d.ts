import { type ColourScale, hatchAt, indexOf } from "../colours/colour-scale";
import type { Piece, Raster } from "./raster";

/** The raster that works everywhere: one loop over the pixels. */
export class Canvas2dRaster implements Raster {
	readonly kind = "canvas2d";

	paint(canvas: HTMLCanvasElement, pieces: readonly Piece[], scale: ColourScale): boolean {
		const context = canvas.getContext("2d");
		if (context === null) return false;
		context.clearRect(0, 0, canvas.width, canvas.height);
		for (const piece of pieces) {
			const image = context.createImageData(piece.width, piece.height);
			fillPixels(image.data, piece, scale);
			context.putImageData(image, piece.x, piece.y);
		}
		return true;
	}
}

/** The pixels of one piece as red, green, blue, alpha bytes. */
export function fillPixels(bytes: Uint8ClampedArray, piece: Piece, scale: ColourScale): void {
	const { plane, width, height } = piece;
	const indices = Int16Array.from(plane.values, (weight) => (Number.isNaN(weight) ? -1 : indexOf(scale, weight)));
	const columns = Int32Array.from({ length: width }, (_, x) => Math.floor(((x + 0.5) * plane.columns) / width));
	for (let y = 0, at = 0; y < height; y++) {
		const row = Math.floor(((y + 0.5) * plane.rows) / height) * plane.columns;
		for (let x = 0; x < width; x++, at += 4) {
			const index = indices[row + columns[x]];
			const [red, green, blue] = index < 0 ? hatchAt(scale, x, y) : scale.table.subarray(index * 3, index * 3 + 3);
			bytes[at] = red;
			bytes[at + 1] = green;
			bytes[at + 2] = blue;
			bytes[at + 3] = 255;
		}
	}
}
