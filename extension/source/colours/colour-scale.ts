/**
 * How a weight becomes a colour: `table[round(255 · f(w / largest))]` with `f` the square root or nothing. For numbers of
 * either sign `f(x)` becomes `(1 + sign(x) · f(|x|)) / 2`.
 */
export interface ColourScale {
	/** 256 colours, red green blue, from a weight of zero (or the most negative number) to the largest. */
	table: Uint8Array;
	/** The weight at the far end. */
	largest: number;
	shape: "sqrt" | "linear";
	/** The bar goes from `-largest` to `largest`. */
	signed?: boolean;
	/** The two colours of the hatching of cells that were never looked at. */
	masked: [Colour, Colour];
}

export type Colour = readonly [number, number, number];

/** Width of one hatching period and of its line, in device pixels. */
export const HATCH = { period: 6, line: 1 };

/** Where a weight stands on the colour bar, 0 to 1. */
export function shareOf(scale: ColourScale, weight: number): number {
	if (!(scale.largest > 0)) return scale.signed ? 0.5 : 0;
	if (!scale.signed) return bent(scale, Math.max(0, weight) / scale.largest);
	return 0.5 + (Math.sign(weight) * bent(scale, Math.abs(weight) / scale.largest)) / 2;
}

function bent({ shape }: ColourScale, size: number): number {
	const share = Math.min(1, size);
	return shape === "sqrt" ? Math.sqrt(share) : share;
}

/** The weight at a share of the colour bar: the inverse of {@link shareOf}. */
export function weightAt(scale: ColourScale, share: number): number {
	const straight = (part: number): number => scale.largest * (scale.shape === "sqrt" ? part * part : part);
	if (!scale.signed) return straight(share);
	return Math.sign(share - 0.5) * straight(Math.abs(2 * share - 1));
}

/** A weight's index into the table. */
export function indexOf(scale: ColourScale, weight: number): number {
	return Math.floor(shareOf(scale, weight) * 255 + 0.5);
}

/** A weight's colour. */
export function colourOf(scale: ColourScale, weight: number): Colour {
	const at = indexOf(scale, weight) * 3;
	return [scale.table[at], scale.table[at + 1], scale.table[at + 2]];
}

/** The colour of a never-looked-at cell at a device pixel. */
export function hatchAt(scale: ColourScale, x: number, y: number): Colour {
	return scale.masked[(x + y) % HATCH.period < HATCH.line ? 1 : 0];
}

/** How light a colour looks, 0 to 1 (WCAG relative luminance). */
export function luminance([red, green, blue]: Colour): number {
	const [r, g, b] = [red, green, blue].map((channel) => {
		const part = channel / 255;
		return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
	});
	return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** Black or white, whichever reads better on the colour. */
export function inkOn(colour: Colour): "#000" | "#fff" {
	return luminance(colour) > 0.179 ? "#000" : "#fff";
}
