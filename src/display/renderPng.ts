import { encodePng, palette, type Rgb } from "../map/index";
import { fontsFor, isEastAsian } from "./fonts";

const GREYS = [255, 181, 107, 34];

/** The map's scale, greys for the letters, the frame around the chosen head: 15, so that two pixels fit into a byte. */
const COLOURS: Rgb[] = [...GREYS.map((grey): Rgb => [grey, grey, grey]), ...palette(10), [208, 0, 0]];

function nearest(red: number, green: number, blue: number): number {
	let best = 0;
	let least = Number.POSITIVE_INFINITY;
	COLOURS.forEach(([r, g, b], index) => {
		const distance = (r - red) ** 2 + (g - green) ** 2 + (b - blue) ** 2;
		if (distance < least) [best, least] = [index, distance];
	});
	return best;
}

/** The rasteriser draws a variable font at its thinnest, so East Asian texts get a thin outline of their own colour. */
function thicken(svg: string): string {
	return svg.replace(/<text ([^>]*)>([^<]*)</g, (whole, attributes, words) =>
		isEastAsian(words) ? `<text stroke="#222222" stroke-width="0.35" ${attributes}>${words}<` : whole,
	);
}

/**
 * An SVG picture of a map as a PNG of few colours, a fifth of the size that true colour takes.
 *
 * @param scale - Pixels per unit of the SVG; 2 or 3 for print.
 */
export async function renderPng(svg: string, scale = 1): Promise<Uint8Array> {
	// Loaded here, since a native module of 10 MB is not worth waiting for where no picture is drawn.
	const { Resvg } = require("@resvg/resvg-js") as typeof import("@resvg/resvg-js");
	const font = await fontsFor(svg);
	const image = new Resvg(thicken(svg), { font, fitTo: { mode: "zoom", value: scale } }).render();
	const rgba = image.pixels;
	const known = new Map<number, number>();
	const pixels = new Uint8Array(image.width * image.height);
	for (let i = 0; i < pixels.length; i++) {
		const [red, green, blue] = [rgba[4 * i], rgba[4 * i + 1], rgba[4 * i + 2]];
		const colour = (red << 16) | (green << 8) | blue;
		let index = known.get(colour);
		if (index === undefined) {
			index = nearest(red, green, blue);
			known.set(colour, index);
		}
		pixels[i] = index;
	}
	return encodePng(pixels, image.width, image.height, COLOURS);
}
