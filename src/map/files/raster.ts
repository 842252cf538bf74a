import type { Rgb } from "../colour";
import { encodePng } from "../png";

/** More cells than this are one picture instead of one shape each. */
export const MOST_SHAPES = 20_000;

/**
 * Red, green, blue bytes as a PNG file. A map has at most 257 colours (the table's and the masked cells'), and PNG a list of
 * 256: the last ones share the nearest place.
 */
export function pngOf(colours: Uint8Array, columns: number): Promise<Uint8Array> {
	const known = new Map<number, number>();
	const list: Rgb[] = [];
	const pixels = new Uint8Array(colours.length / 3);
	for (let i = 0; i < pixels.length; i++) {
		const [red, green, blue] = colours.subarray(i * 3, i * 3 + 3);
		const name = (red << 16) | (green << 8) | blue;
		let index = known.get(name);
		if (index === undefined) {
			index = list.length < 256 ? list.push([red, green, blue]) - 1 : nearest(list, red, green, blue);
			known.set(name, index);
		}
		pixels[i] = index;
	}
	return encodePng(pixels, columns, pixels.length / columns, list);
}

function nearest(list: readonly Rgb[], red: number, green: number, blue: number): number {
	const distance = ([r, g, b]: Rgb) => (r - red) ** 2 + (g - green) ** 2 + (b - blue) ** 2;
	return list.reduce((best, colour, i) => (distance(colour) < distance(list[best]) ? i : best), 0);
}
