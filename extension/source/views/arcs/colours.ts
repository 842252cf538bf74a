import { type Colour, type ColourScale, colourOf, shareOf } from "../../colours/colour-scale";

/** Colours that readers with any kind of colour vision tell apart (after Okabe and Ito), dark enough for a light page. */
const ON_LIGHT: readonly Colour[] = [
	[0, 114, 178],
	[196, 78, 0],
	[0, 122, 89],
	[170, 51, 119],
	[133, 98, 0],
	[46, 46, 66],
	[52, 136, 189],
];

/** The same order of hues, light enough for a dark page. */
const ON_DARK: readonly Colour[] = [
	[86, 180, 233],
	[255, 140, 90],
	[60, 205, 160],
	[229, 154, 196],
	[240, 228, 66],
	[238, 238, 238],
	[150, 190, 255],
];

/** Strokes for heads whose colour comes again: whole, dashed, dotted. */
export const DASHES: readonly (readonly number[])[] = [[], [7, 4], [2, 3]];

/** How a head is drawn: no two of the first 21 alike. */
export interface Stroke {
	colour: Colour;
	/** An index into {@link DASHES}. */
	dash: number;
}

export function strokeOf(head: number, light: boolean): Stroke {
	const colours = light ? ON_LIGHT : ON_DARK;
	return { colour: colours[head % colours.length], dash: Math.floor(head / colours.length) % DASHES.length };
}

/** The colour of a weight: the scale's own, or a head's over the page's ground, the stronger the farther from it. */
export function lineColour(scale: ColourScale, weight: number, stroke: Stroke | null): string {
	if (stroke === null) return `rgb(${colourOf(scale, weight)})`;
	const opacity = 0.12 + 0.88 * strengthOf(scale, weight);
	return `rgba(${stroke.colour}, ${opacity.toFixed(3)})`;
}

/** How strong a weight is beside the largest, 0 to 1. */
export function strengthOf(scale: ColourScale, weight: number): number {
	const share = shareOf(scale, weight);
	return scale.signed ? Math.abs(2 * share - 1) : share;
}

/** Pixels across a line. */
export function lineWidth(scale: ColourScale, weight: number): number {
	return 0.75 + 4.25 * strengthOf(scale, weight) ** 2;
}
