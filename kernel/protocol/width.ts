/** How many columns a text takes where every letter has the same width: Chinese letters and emoji take two. */

const WIDE =
	/[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}|[\u{20000}-\u{3fffd}]/u;
/** Accents of the letter before, joiners and the like. */
const NONE = /[\p{M}\p{Cf}]/u;

/** Of one code point: 0, 1 or 2. */
export function widthOf(letter: string): number {
	return NONE.test(letter) ? 0 : WIDE.test(letter) ? 2 : 1;
}

export function width(text: string): number {
	return [...text].reduce((sum, letter) => sum + widthOf(letter), 0);
}
