/** What `console` keeps from cell to cell. */

const DEEPEST = 32;

/** A cell that failed inside a `console.group` indents none of the next one's lines. */
export function endGroups(): void {
	for (let depth = 0; depth < DEEPEST; depth++) {
		console.groupEnd();
	}
}
