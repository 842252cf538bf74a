export type Rgb = [number, number, number];

/** Anchors of a ramp: lightness, chroma and hue (OKLCH) at equal steps from no weight to the largest. */
type Anchor = readonly [number, number, number];

const ON_LIGHT: Anchor[] = [
	[0.985, 0.006, 230],
	[0.89, 0.05, 205],
	[0.68, 0.115, 225],
	[0.45, 0.14, 262],
	[0.2, 0.09, 285],
];

const ON_DARK: Anchor[] = [
	[0.2, 0.02, 275],
	[0.39, 0.12, 275],
	[0.56, 0.13, 245],
	[0.76, 0.12, 195],
	[0.97, 0.08, 110],
];

/** From the most negative number over zero, the page's ground, to the largest. */
const SIGNED_ON_LIGHT: Anchor[] = [
	[0.36, 0.11, 45],
	[0.62, 0.14, 52],
	[0.84, 0.08, 65],
	[0.985, 0.004, 230],
	[0.82, 0.07, 230],
	[0.58, 0.13, 250],
	[0.32, 0.12, 268],
];

const SIGNED_ON_DARK: Anchor[] = [
	[0.93, 0.09, 85],
	[0.74, 0.14, 62],
	[0.47, 0.1, 48],
	[0.2, 0.01, 275],
	[0.45, 0.11, 262],
	[0.7, 0.12, 235],
	[0.93, 0.06, 205],
];

/**
 * 256 colours from the ground of a light or dark page to its strongest contrast. Lightness alone carries the weight, so
 * readers with any kind of colour vision see the same order.
 *
 * @returns Red, green, blue of each, 768 bytes.
 */
export function tableFor(light: boolean): Uint8Array {
	return ramp(light ? ON_LIGHT : ON_DARK);
}

/**
 * 256 colours for numbers of either sign: orange below zero, blue above, the page's ground at zero (entry 127.5). Both arms
 * are equally light at equal distance, so lightness gives the size and hue the sign.
 *
 * @returns Red, green, blue of each, 768 bytes.
 */
export function signedTableFor(light: boolean): Uint8Array {
	return ramp(light ? SIGNED_ON_LIGHT : SIGNED_ON_DARK);
}

function ramp(anchors: readonly Anchor[]): Uint8Array {
	const table = new Uint8Array(256 * 3);
	for (let i = 0; i < 256; i++) {
		const at = (i / 255) * (anchors.length - 1);
		const from = Math.min(anchors.length - 2, Math.floor(at));
		const start = toLab(anchors[from]);
		const end = toLab(anchors[from + 1]);
		table.set(toBytes(start.map((entry, axis) => entry + (end[axis] - entry) * (at - from))), i * 3);
	}
	return table;
}

const PAGE = tableFor(true);

/** The colour of a share, 0 (the ground of a light page) to 1 (dark). */
export function colourAt(share: number): Rgb {
	const at = Math.round(255 * Math.min(1, Math.max(0, share))) * 3;
	return [PAGE[at], PAGE[at + 1], PAGE[at + 2]];
}

/** The scale in `steps` even steps. */
export function palette(steps: number): Rgb[] {
	return Array.from({ length: steps }, (_, step) => colourAt(step / (steps - 1)));
}

function toLab([lightness, chroma, hue]: Anchor): number[] {
	const angle = (hue * Math.PI) / 180;
	return [lightness, chroma * Math.cos(angle), chroma * Math.sin(angle)];
}

/** OKLab to sRGB bytes (Ottosson 2020). */
function toBytes([l, a, b]: number[]): number[] {
	const long = (l + 0.3963377774 * a + 0.2158037573 * b) ** 3;
	const middle = (l - 0.1055613458 * a - 0.0638541728 * b) ** 3;
	const short = (l - 0.0894841775 * a - 1.291485548 * b) ** 3;
	return [
		4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
		-1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
		-0.0041960863 * long - 0.7034186147 * middle + 1.707614701 * short,
	].map((linear) => {
		const part = Math.max(0, Math.min(1, linear));
		return Math.round(255 * (part <= 0.0031308 ? 12.92 * part : 1.055 * part ** (1 / 2.4) - 0.055));
	});
}
