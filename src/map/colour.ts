export type Rgb = [number, number, number];

/**
 * Ten stops of cividis (Nuñez, Anderton, Renslow 2018), which readers with any kind of colour vision see alike; its
 * lightness rises all the way.
 */
const STOPS: Rgb[] = [
	[0, 34, 78],
	[18, 53, 112],
	[59, 73, 108],
	[87, 93, 109],
	[112, 113, 115],
	[138, 134, 120],
	[165, 156, 116],
	[195, 179, 105],
	[225, 204, 85],
	[254, 232, 56],
];

/** The colour of a share from 0 (dark) to 1 (light). */
export function colourAt(share: number): Rgb {
	const place = Math.min(1, Math.max(0, share)) * (STOPS.length - 1);
	const below = Math.min(STOPS.length - 2, Math.floor(place));
	const part = place - below;
	const mix = (channel: number) => Math.round(STOPS[below][channel] * (1 - part) + STOPS[below + 1][channel] * part);
	return [mix(0), mix(1), mix(2)];
}

/** The scale in `steps` even steps. */
export function palette(steps: number): Rgb[] {
	return Array.from({ length: steps }, (_, step) => colourAt(step / (steps - 1)));
}
