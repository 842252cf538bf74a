/** A source line with its neighbours and carets below the place that matters. */

export interface At {
	/** From zero. */
	line: number;
	/** From zero, in UTF-16 units. */
	column: number;
	length?: number;
}

/**
 * ```
 *   1 | const one = 1;
 * > 2 | const two: number = "two";
 *     |       ^^^
 * ```
 */
export function excerpt(lines: readonly string[], { line, column, length = 1 }: At, before = 1): string {
	const width = String(line + 1).length;
	const numbered = (index: number) =>
		`${index === line ? ">" : " "} ${String(index + 1).padStart(width)} | ${lines[index] ?? ""}`.trimEnd();
	const first = Math.max(0, line - before);
	const shown = Array.from({ length: line - first + 1 }, (_, index) => numbered(first + index));
	const text = lines[line] ?? "";
	const lead = text.slice(0, column).replace(/[^\t]/g, " ");
	const carets = "^".repeat(Math.max(1, Math.min(length, text.length - column)));
	return [...shown, `  ${" ".repeat(width)} | ${lead}${carets}`].join("\n");
}
