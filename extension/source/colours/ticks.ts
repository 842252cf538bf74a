/** Round numbers from 0 to `largest`, at most `most` steps of 1, 2 or 5 times a power of ten. */
export function ticksTo(largest: number, most = 5): number[] {
	if (!(largest > 0)) return [0];
	const rough = largest / most;
	const decade = 10 ** Math.floor(Math.log10(rough));
	const step = [1, 2, 5, 10].map((factor) => factor * decade).find((candidate) => candidate >= rough * 0.999) as number;
	const count = Math.floor(largest / step + 1e-9);
	return Array.from({ length: count + 1 }, (_, i) => Number((i * step).toPrecision(12)));
}

/**
 * Round numbers from 0 to `largest` that stand at least `apart` pixels from each other on any scale: equal steps first,
 * smaller and smaller ones (1, 2 and 5 times powers of ten) where a square root leaves room for them.
 *
 * @param place - The pixel of a number.
 */
export function spacedTicks(largest: number, place: (tick: number) => number, apart: number): number[] {
	const chosen = [0];
	const steps = ticksTo(largest).reverse();
	const least = steps.at(-2) ?? largest;
	const smaller = [0.5, 0.2, 0.1, 0.05, 0.02, 0.01].map((part) => Number((least * part).toPrecision(1)));
	for (const tick of [...steps, ...smaller]) {
		if (tick > 0 && chosen.every((other) => Math.abs(place(other) - place(tick)) >= apart)) chosen.push(tick);
	}
	return chosen.sort((a, b) => a - b);
}

/** A weight as text: three significant digits, at least two and at most six decimals. */
export function formatWeight(weight: number): string {
	if (weight === 0) return "0";
	const size = Math.abs(weight);
	if (size < 1e-6) return weight.toExponential(1);
	const decimals = Math.min(6, Math.max(2, 2 - Math.floor(Math.log10(size))));
	return weight.toFixed(decimals);
}

/** An error bound as text: one significant digit, rounded up so that it stays a bound. */
export function formatError(error: number): string {
	if (!(error > 0)) return "0";
	const decade = 10 ** Math.floor(Math.log10(error) + 1e-9);
	const bound = Math.ceil(error / decade - 1e-9) * decade;
	return bound < 1e-6 ? bound.toExponential(0) : String(Number(bound.toPrecision(1)));
}

/** `0.0086`: a weight to the digits that its error leaves. */
export function formatRounded(weight: number, error: number): string {
	const bound = formatError(error);
	if (bound === "0") return formatWeight(weight);
	return weight.toFixed(/e/.test(bound) ? 6 : (bound.split(".")[1]?.length ?? 0));
}

/** `0.0086 ± 0.0004`: the same with its error. */
export function formatInexact(weight: number, error: number): string {
	const bound = formatError(error);
	return bound === "0" ? formatWeight(weight) : `${formatRounded(weight, error)} ± ${bound}`;
}
