import { type ColourScale, hatchAt, indexOf } from "../colours/colour-scale";
import { larger } from "../maps/plane";
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
	const across = Array.from({ length: width }, (_, x) => covered(x, part.column, part.columns / width, plane.columns));
	for (let y = 0, at = 0; y < height; y++) {
		const down = covered(y, part.row, part.rows / height, plane.rows);
		for (let x = 0; x < width; x++, at += 4) {
			const weight = largestOf(plane.values, plane.columns, down, across[x]);
			const index = indexOf(scale, weight) * 3;
			const [red, green, blue] = Number.isNaN(weight)
				? hatchAt(scale, x, y)
				: [scale.table[index], scale.table[index + 1], scale.table[index + 2]];
			bytes[at] = red;
			bytes[at + 1] = green;
			bytes[at + 2] = blue;
			bytes[at + 3] = 255;
		}
	}
}

function largestOf(
	values: Float32Array,
	columns: number,
	[top, bottom]: readonly [number, number],
	[left, right]: readonly [number, number],
): number {
	let largest = Number.NaN;
	for (let row = top; row <= bottom; row++) {
		for (let column = left; column <= right; column++) {
			largest = larger(largest, values[row * columns + column]);
		}
	}
	return largest;
}
