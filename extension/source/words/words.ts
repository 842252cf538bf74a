import { CHINESE } from "./zh/index";

/** A sentence in the reader's language; `%1`, `%2` … are filled in. */
export type Words = (text: string, ...values: (string | number)[]) => string;

function fill(text: string, values: readonly (string | number)[]): string {
	return text.replace(/%(\d)/g, (sign, digit) => String(values[Number(digit) - 1] ?? sign));
}

/** The words as they stand in the source. */
export const english: Words = (text, ...values) => fill(text, values);

/**
 * The words of a language: a language pack's where it knows the sentence, else our own Chinese, else English.
 *
 * @param language - JupyterLab's language code, such as `zh_CN`.
 * @param packed - The language pack's answer; the text itself where it has none.
 */
export function wordsIn(language: string, packed: (text: string) => string = (text) => text): Words {
	const own: Record<string, string> = /^zh\b|^zh_/i.test(language) ? CHINESE : {};
	return (text, ...values) => {
		const known = packed(text);
		return fill(known === text ? (own[text] ?? text) : known, values);
	};
}
