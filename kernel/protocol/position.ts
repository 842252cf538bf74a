/** Positions: the protocol counts code points, JavaScript counts UTF-16 units. */

/** UTF-16 offset of the code point number `points`. */
export function toUnits(text: string, points: number): number {
	let units = 0;
	for (let left = points; left > 0 && units < text.length; left -= 1) {
		units += text.codePointAt(units)! > 0xffff ? 2 : 1;
	}
	return units;
}

/** Number of code points before the UTF-16 offset `units`. */
export function toPoints(text: string, units: number): number {
	return [...text.slice(0, units)].length;
}
