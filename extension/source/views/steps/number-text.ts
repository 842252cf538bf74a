import { formatWeight } from "../../colours/ticks";

/** A number in a sentence: three significant digits, a minus sign, −∞, and ? where nobody knows it. */
export function numberText(x: number): string {
	if (Number.isNaN(x)) return "?";
	if (!Number.isFinite(x)) return x < 0 ? "−∞" : "∞";
	return `${x < 0 ? "−" : ""}${formatWeight(Math.abs(x))}`;
}

/** A number in a small cell, at most five signs where it is below a thousand. */
export function cellText(x: number): string {
	if (!Number.isFinite(x)) return numberText(x);
	const size = Math.abs(x);
	if (x !== 0 && size < 0.0005) return "≈0";
	const decimals = size >= 100 ? 0 : size >= 9.995 ? 1 : size >= 0.0095 ? 2 : 3;
	return `${x < 0 ? "−" : ""}${x === 0 ? "0" : size.toFixed(decimals)}`;
}

/** A factor or summand: negative ones in brackets. */
function bracketed(x: number): string {
	return x < 0 ? `(${numberText(x)})` : numberText(x);
}

/** More terms than this are not written out. */
const MOST_TERMS = 4;

/**
 * `0.12·0.80 + (−0.3)·0.5 + 0.13 = 1.73`: a sum of products by its largest terms; the others stand there as one number, so
 * that what is written always adds up.
 *
 * @param others - Names that number: "(60 smaller terms)".
 */
export function sumText(
	a: ArrayLike<number>,
	b: ArrayLike<number> | null,
	total: number,
	others: (count: number) => string,
): string {
	const terms = Array.from(a, (x, i) => (b === null ? x : x * b[i]));
	const order = terms.map((_, i) => i).sort((i, j) => Math.abs(terms[j]) - Math.abs(terms[i]) || i - j);
	const kept = new Set(terms.length <= MOST_TERMS + 1 ? order : order.slice(0, MOST_TERMS));
	const written = [...kept]
		.sort((i, j) => i - j)
		.map((i) => (b === null ? bracketed(a[i]) : `${bracketed(a[i])}·${bracketed(b[i])}`));
	const left = terms.length - kept.size;
	if (left > 0) {
		const sum = [...kept].reduce((all, i) => all - terms[i], total);
		written.push(`${bracketed(sum)} ${others(left)}`);
	}
	return `${written.join(" + ") || "0"} = ${numberText(total)}`;
}

/** `[0.12, −0.80, …]`: the first numbers of a vector. */
export function vectorText(vector: ArrayLike<number>, most = 6): string {
	const first = Array.from({ length: Math.min(most, vector.length) }, (_, i) => numberText(vector[i]));
	return `[${first.join(", ")}${vector.length > most ? ", …" : ""}]`;
}
