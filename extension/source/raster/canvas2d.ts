import { type ColourScale, hatchAt, indexOf } from "../colours/colour-scale";
import { larger, type Plane } from "../maps/plane";
import { covered, type Piece, partOf, type Raster } from "./raster";

/** The raster that works everywhere: one loop over the pixels. */
export class Canvas2dRaster implements Raster {
	readonly kind = "canvas2d";

	paint(width: number, height: number, pieces: readonly Piece[], scale: ColourScale): ImageBitmap | null {
		const surface = new OffscreenCanvas(width, height);
		const context = surface.getContext("2d", { willReadFrequently: true });
		if (context === null) return null;
		for (const piece of pieces) {
			const image = context.createImageData(piece.width, piece.height);
			fillPixels(image.data, piece, scale);
			context.putImageData(image, piece.x, piece.y);
		}
		return surface.transferToImageBitmap();
	}
}

/** The pixels of one piece as red, green, blue, alpha bytes. */
export function fillPixels(bytes: Uint8ClampedArray, piece: Piece, scale: ColourScale): void {
	const { plane, width, height } = piece;
	const part = partOf(piece);
	const across = Int32Array.from(
		Array.from({ length: width }, (_, x) => covered(x, part.column, part.columns / width, plane.columns)).flat(),
	);
	const line = new Float32Array(width);
	let shown: readonly [number, number] = [-1, -1];
	for (let y = 0; y < height; y++) {
		const down = covered(y, part.row, part.rows / height, plane.rows);
		if (down[0] !== shown[0] || down[1] !== shown[1]) fillLine(line, plane, down, across);
		shown = down;
		for (let x = 0, at = y * width * 4; x < width; x++, at += 4) {
			const weight = line[x];
			const isNothing = Number.isNaN(weight);
			const colours = isNothing ? hatchAt(scale, x, y) : scale.table;
			const from = isNothing ? 0 : indexOf(scale, weight) * 3;
			bytes[at] = colours[from];
			bytes[at + 1] = colours[from + 1];
			bytes[at + 2] = colours[from + 2];
			bytes[at + 3] = 255;
		}
	}
}

/** What each pixel of a line shows: the largest of the rows and columns under it. */
function fillLine(
	line: Float32Array,
	{ values, columns }: Plane,
	[top, bottom]: readonly [number, number],
	across: Int32Array,
): void {
	for (let x = 0; x < line.length; x++) {
		const [left, right] = [across[2 * x], across[2 * x + 1]];
		let largest = values[top * columns + left];
		for (let row = top; row <= bottom; row++) {
			for (let at = row * columns + left; at <= row * columns + right; at++) largest = larger(largest, values[at]);
		}
		line[x] = largest;
	}
}
