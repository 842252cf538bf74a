/** A source line with its neighbours and carets below the place that matters. */
import { width, widthOf } from "./width";

export interface At {
	/** From zero. */
	line: number;
	/** From zero, in UTF-16 units. */
	column: number;
	length?: number;
}

/** Of longer lines a piece is shown. */
const LONGEST = 120;
/** A space as wide as a Chinese letter, in a terminal as on a page. */
const WIDE_SPACE = "\u3000";

/**
 * ```
 *   1 | const one = 1;
 * > 2 | const two: number = "two";
 *     |       ^^^
 * ```
 */
export function excerpt(lines: readonly string[], { line, column, length = 1 }: At, before = 1): string {
	const digits = String(line + 1).length;
	const text = lines[line] ?? "";
	const from = whole(text, Math.max(0, Math.min(column - LONGEST / 2, text.length - LONGEST)));
	const numbered = (index: number) =>
		`${index === line ? ">" : " "} ${String(index + 1).padStart(digits)} | ${piece(lines[index] ?? "", index === line ? from : 0)}`.trimEnd();
	const first = Math.max(0, line - before);
	const shown = Array.from({ length: line - first + 1 }, (_, index) => numbered(first + index));
	const lead = (from > 0 ? " " : "") + blank(text.slice(from, column));
	const marked = text.slice(column, Math.min(column + length, from + LONGEST));
	return [...shown, `  ${" ".repeat(digits)} | ${lead}${"^".repeat(Math.max(1, width(marked)))}`].join("\n");
}

function piece(text: string, from: number): string {
	const end = whole(text, from + LONGEST);
	return (from > 0 ? "…" : "") + text.slice(from, end) + (text.length > end ? "…" : "");
}

/** A place that does not part a surrogate pair. */
function whole(text: string, at: number): number {
	return /[\udc00-\udfff]/.test(text[at] ?? "") ? at - 1 : at;
}

/** Space of the same width. */
function blank(text: string): string {
	return [...text].map((letter) => (letter === "\t" ? letter : ["", " ", WIDE_SPACE][widthOf(letter)])).join("");
}
