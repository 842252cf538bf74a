import type { Axis } from "@attention-lab/attention/map";

const NAMED: Record<string, string> = { "": "∅", "\n": "↵", "\r": "␍", "\t": "⇥" };

/**
 * A token as one legible word: white space and control characters become visible signs, and a leading space (which many
 * vocabularies make part of the token) a raised dot.
 */
export function printable(token: string): string {
	if (token in NAMED) return NAMED[token];
	if (/^ +$/.test(token)) return "␣".repeat(Math.min(4, token.length));
	return token
		.replace(/\r?\n/g, "↵")
		.replace(/\t/g, "⇥")
		.replace(/^ /, "·")
		.replace(/\p{Cc}/gu, "·");
}

/** The label of an index: its token where the axis has labels, the index itself where it has none. */
export function labelOf(axis: Axis, index: number): string {
	return axis.labels === undefined ? String(index) : printable(axis.labels[index]);
}

/** True where a label reads downwards when there is no room across: Chinese, Japanese and Korean letters never lie. */
export function stacks(label: string): boolean {
	return (
		/^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{P}\d]+$/u.test(label) &&
		/\p{L}/u.test(label)
	);
}

/** The longest labels of an axis, as many as are worth measuring: a handful stands for thousands. */
export function longestLabels(axis: Axis, most = 12): string[] {
	if (axis.labels === undefined) return [String(axis.size - 1)];
	return [...new Set(axis.labels)]
		.sort((a, b) => b.length - a.length)
		.slice(0, most)
		.map(printable);
}
