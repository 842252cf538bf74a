/** How deep JSON may be nested. What is parsed without trouble may still overflow the stack of whoever walks it. */

/** Python front ends give up at a thousand. */
export const NESTING = 500;

const [QUOTE, BACKSLASH, OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [...'"\\[]{}'].map((sign) =>
	sign.charCodeAt(0),
);

/** Whether JSON is nested deeper than {@link NESTING}. */
export function isTooDeep(json: string): boolean {
	let depth = 0;
	for (let at = 0; at < json.length && json.length > 2 * NESTING; at += 1) {
		const sign = json.charCodeAt(at);
		if (sign === QUOTE) {
			at = endOfText(json, at);
		} else if (sign === OPEN_LIST || sign === OPEN_OBJECT) {
			depth += 1;
		} else if (sign === CLOSE_LIST || sign === CLOSE_OBJECT) {
			depth -= 1;
		}
		if (depth > NESTING) {
			return true;
		}
	}
	return false;
}

/** Where the text that begins at `start` has its closing quote. */
function endOfText(json: string, start: number): number {
	let at = start + 1;
	while (at < json.length && json.charCodeAt(at) !== QUOTE) {
		at += json.charCodeAt(at) === BACKSLASH ? 2 : 1;
	}
	return at;
}
