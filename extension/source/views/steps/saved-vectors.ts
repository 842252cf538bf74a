import { fromBase64 } from "@attention-lab/attention/map";
import type { AttentionMap } from "../../maps/attention-map";
import { type AttentionRow, rowOf } from "./attention-row";

/** Queries, keys and values that came with a small document, row-major. */
export interface SavedVectors {
	/** D */
	depth: number;
	/** E, 0 without values. */
	valueDepth: number;
	/** G, over all leading axes together. */
	keyHeads: number;
	/** [H, L, D] */
	query: Float32Array;
	/** [G, S, D] */
	key: Float32Array;
	/** [G, S, E] */
	value: Float32Array;
	scale: number;
	softcap?: number;
}

const known = new WeakMap<AttentionMap, SavedVectors | null>();

/** The vectors of a map's document, or `null` where it has none that can be reckoned with. */
export function vectorsOf(map: AttentionMap): SavedVectors | null {
	const found = known.get(map);
	if (found !== undefined) return found;
	const vectors = read(map);
	known.set(map, vectors);
	return vectors;
}

/** Which key/value head a query head reads: `floor(head · G / H)`. */
export function keyHeadOf(head: number, heads: number, keyHeads: number): number {
	return Math.floor((head * keyHeads) / heads);
}

/** One row out of the document's vectors, computed in float64. */
export function savedRow(
	map: AttentionMap,
	vectors: SavedVectors,
	lead: readonly number[],
	index: number,
): AttentionRow {
	const { depth, valueDepth, scale, softcap } = vectors;
	const [L, S] = [map.query.size, map.key.size];
	const head = map.flat(lead);
	const group = keyHeadOf(head, map.planes, vectors.keyHeads);
	const from = (head * L + index) * depth;
	const slices = (numbers: Float32Array, size: number): Float32Array[] =>
		Array.from({ length: size === 0 ? 0 : S }, (_, key) =>
			numbers.subarray((group * S + key) * size, (group * S + key + 1) * size),
		);
	const plane = map.plane(lead);
	const isSingle = Math.max(...plane.pooling) === 1;
	return rowOf({
		query: vectors.query.subarray(from, from + depth),
		keys: slices(vectors.key, depth),
		values: slices(vectors.value, valueDepth),
		scale,
		softcap,
		keyHead: group,
		keyHeads: vectors.keyHeads,
		open: (key) => !(isSingle && Number.isNaN(plane.values[index * S + key])),
	});
}

/** The document's check has made sure of every length; what it leaves open is whether the numbers are finite. */
function read({ document }: AttentionMap): SavedVectors | null {
	const { vectors } = document;
	if (vectors === undefined) return null;
	const { depth, keyHeads, scale, softcap } = vectors;
	const [query, key, value] = [vectors.query, vectors.key, vectors.value ?? ""].map(
		(text) => new Float32Array(fromBase64(text).buffer),
	);
	if (![query, key, value].every((numbers) => numbers.every(Number.isFinite))) return null;
	const valueDepth = value.length === 0 ? 0 : (vectors.valueDepth ?? 0);
	return { depth, valueDepth, keyHeads, query, key, value, scale, ...(softcap && { softcap }) };
}
