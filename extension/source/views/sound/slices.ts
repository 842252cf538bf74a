import { ticksTo } from "../../colours/ticks";

/** Where the stretches of time stand on their axis: `count` equal ones after `skip` other tokens. */
export interface Slices {
	skip: number;
	count: number;
	seconds: number;
}

/** When a token begins and ends, in seconds; `null` where the token is no stretch of time. */
export function timeOf({ skip, count, seconds }: Slices, token: number): [number, number] | null {
	const slice = token - skip;
	if (slice < 0 || slice >= count) return null;
	return [(slice * seconds) / count, ((slice + 1) * seconds) / count];
}

/** The token at a share of the whole time, `null` outside. */
export function tokenAtShare({ skip, count }: Slices, share: number): number | null {
	return share >= 0 && share < 1 ? skip + Math.floor(share * count) : null;
}

/** Where a key takes the cursor: arrows by a slice, Page keys by ten, Home and End to the ends. */
export function moveSlice({ skip, count }: Slices, token: number | null, key: string): number | null {
	const at = token === null || token < skip ? null : token - skip;
	const from = at ?? 0;
	const steps: Record<string, number> = {
		ArrowLeft: from - 1,
		ArrowRight: from + 1,
		PageUp: from - 10,
		PageDown: from + 10,
		Home: 0,
		End: count - 1,
	};
	if (!Object.hasOwn(steps, key)) return null;
	return skip + (at === null ? 0 : Math.max(0, Math.min(count - 1, steps[key])));
}

/** Round seconds for the axis of time. */
export function secondsTicks(seconds: number, width: number): number[] {
	return ticksTo(seconds, Math.max(2, Math.floor(width / 60)));
}
