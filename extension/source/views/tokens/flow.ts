import { printable } from "../../layout/tokens";

/** One token of a flowing text. */
export interface Piece {
	/** As it stands in the text, without the sign by which its vocabulary marks words. */
	text: string;
	/** White space stands before it. */
	gap: boolean;
	/** The line ends after it. */
	ends: boolean;
}

const CLOSING = /^[.,;:!?)\]}%…’”'"、。，；：！？）》」』】]/u;
const OPENING = /[([{‘“《「『（【]$/u;
const NO_SPACES =
	/^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}]/u;

/**
 * Tokens as the text they were cut from. WordPiece marks what goes on (`##ing`), byte-level vocabularies (`Ġthe`, or a real
 * space) and SentencePiece (`▁the`) what begins anew; of other tokens each is a word.
 */
export function flow(labels: readonly string[]): Piece[] {
	const marksStart = labels.some((label) => /^[Ġ▁ ]\S/u.test(label)) && !labels.some((label) => /^##\S/.test(label));
	return labels.map((label, i) => {
		const bare = label.replace(/^##(?=\S)/, "");
		const core = marksStart ? label.replace(/^[Ġ▁ ](?=\S)/u, "") : bare;
		const text = core.replaceAll("Ċ", "\n").replaceAll("Ġ", " ").replaceAll("▁", " ");
		return {
			text: text === label && !marksStart ? printable(label) : printable(text),
			gap: i > 0 && (marksStart ? core !== label : bare === label && isApart(labels[i - 1], label)),
			ends: /\n/.test(text),
		};
	});
}

/** Whether two whole words stand apart: not before a closing mark, nor after an opening one, nor in Chinese or Japanese. */
function isApart(before: string, word: string): boolean {
	if (CLOSING.test(word) || OPENING.test(before)) return false;
	return !(NO_SPACES.test(word) && NO_SPACES.test(before));
}

/** Whether a number of two digits has room under a token: wide letters count twice. */
export function hasRoom(text: string): boolean {
	let width = 0;
	for (const letter of text)
		width += /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Emoji_Presentation}]/u.test(
			letter,
		)
			? 2
			: 1;
	return width >= 3;
}

/** A weight in as little room as there is: `.42`, `<.01`. */
export function shortWeight(weight: number): string {
	const size = Math.abs(weight);
	if (Number.isNaN(weight) || size < 0.005) return "";
	if (size >= 9.95) return weight.toFixed(0);
	if (size >= 0.995) return weight.toFixed(1);
	return weight.toFixed(2).replace("0.", ".");
}

/** The place of each number among all, 1 the largest, equal ones alike; 0 where there is no number. */
export function ranksOf(values: ArrayLike<number>): number[] {
	const order = Array.from(values, (_, at) => at).filter((at) => !Number.isNaN(values[at]));
	order.sort((a, b) => values[b] - values[a]);
	const ranks = new Array<number>(values.length).fill(0);
	order.forEach((at, i) => {
		const before = order[i - 1];
		ranks[at] = i > 0 && values[before] === values[at] ? ranks[before] : i + 1;
	});
	return ranks;
}
