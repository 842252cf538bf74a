/**
 * Whether a text is what a pattern says: `*` is any text, `?` any character. A regular expression would do the same, but
 * one pattern of many stars could keep it busy for ever; this takes at most the product of both lengths.
 */
export function isLike(pattern: string, text: string): boolean {
	const [wanted, given] = [[...pattern], [...text]];
	let at = 0;
	let star = { wanted: -1, given: 0 };
	for (let index = 0; index < given.length; ) {
		if (wanted[at] === "*") {
			star = { wanted: at, given: index };
			at += 1;
		} else if (wanted[at] === "?" || wanted[at] === given[index]) {
			at += 1;
			index += 1;
		} else if (star.wanted >= 0) {
			// The last star takes one more.
			star.given += 1;
			index = star.given;
			at = star.wanted + 1;
		} else {
			return false;
		}
	}
	return wanted.slice(at).every((sign) => sign === "*");
}
