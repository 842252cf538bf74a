import { headsOf, type Picture, unflatten } from "./picture";

export interface Pair {
	lead: number[];
	/** Pixel along the queries. */
	query: number;
	/** Pixel along the keys. */
	key: number;
	weight: number;
}

/** The strongest pixel of each head, the strongest heads first; heads without any weight are left out. */
export function strongestPairs(picture: Picture, count: number): Pair[] {
	const { shape, values } = picture.pixels;
	const [rows, columns] = shape.slice(-2);
	const pairs: Pair[] = [];
	for (let head = 0; head < headsOf(picture); head++) {
		let best = head * rows * columns;
		for (let i = best; i < (head + 1) * rows * columns; i++) if (values[i] > values[best]) best = i;
		const at = best % (rows * columns);
		const lead = unflatten(head, shape.slice(0, -2));
		if (values[best] > 0)
			pairs.push({ lead, query: Math.floor(at / columns), key: at % columns, weight: values[best] });
	}
	return pairs.sort((a, b) => b.weight - a.weight).slice(0, count);
}
