/** Steps at which an index axis reads well: 1, 2, 5, 10, 20, 50 … */
function niceStep(least: number): number {
	for (let decade = 1; ; decade *= 10) {
		for (const step of [1, 2, 5]) if (step * decade >= least) return step * decade;
	}
}

/**
 * Which labels of an axis are drawn: every one when each has `pitch` pixels, else every second, fifth, tenth …
 *
 * @param count - Labels on the axis.
 * @param cell - Pixels per label.
 * @param pitch - Pixels that one label needs.
 */
export function labelStep(count: number, cell: number, pitch: number): number {
	return Math.min(niceStep(pitch / cell), Math.max(1, count));
}

/**
 * The indices whose labels are drawn. Those `always` wanted (under the pointer, pinned) come first; a thinned neighbour
 * that would touch one of them gives way.
 *
 * @param span - Only from here up to there, where a part of the axis is shown.
 */
export function visibleLabels(
	count: number,
	cell: number,
	pitch: number,
	always: readonly number[] = [],
	[from, to]: readonly [number, number] = [0, count],
): number[] {
	const step = labelStep(count, cell, pitch);
	const wanted = [...new Set(always)].filter((index) => index >= from && index < to);
	const shown = new Set(wanted);
	for (let index = Math.ceil(from / step) * step; index < to; index += step) {
		if (wanted.every((other) => Math.abs(other - index) * cell >= pitch || step === 1)) shown.add(index);
	}
	return [...shown].sort((a, b) => a - b);
}

/** The text, or as much of it as fits with an ellipsis. */
export function fitText(text: string, width: number, measure: (text: string) => number): string {
	if (measure(text) <= width) return text;
	const letters = [...text];
	let least = 0;
	let most = letters.length - 1;
	while (least < most) {
		const middle = Math.ceil((least + most) / 2);
		if (measure(`${letters.slice(0, middle).join("")}…`) <= width) least = middle;
		else most = middle - 1;
	}
	return least === 0 ? "…" : `${letters.slice(0, least).join("")}…`;
}
