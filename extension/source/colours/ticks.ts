/** Round numbers from 0 to `largest`, at most `most` steps of 1, 2 or 5 times a power of ten. */
export function ticksTo(largest: number, most = 5): number[] {
	if (!(largest > 0)) return [0];
	const rough = largest / most;
	const decade = 10 ** Math.floor(Math.log10(rough));
	const step = [1, 2, 5, 10].map((factor) => factor * decade).find((candidate) => candidate >= rough * 0.999) as number;
	const count = Math.floor(largest / step + 1e-9);
	return Array.from({ length: count + 1 }, (_, i) => Number((i * step).toPrecision(12)));
}

/** A weight as text: three significant digits, never more than six decimals, no trailing noise. */
export function formatWeight(weight: number): string {
	if (weight === 0) return "0";
	const size = Math.abs(weight);
	if (size < 1e-6) return weight.toExponential(1);
	const decimals = Math.min(6, Math.max(2, 2 - Math.floor(Math.log10(size))));
	return weight.toFixed(decimals);
}
