import type { AttentionMap } from "./attention-map";

/** What a head can be measured by, in the order in which it is offered. */
export const STATISTICS = ["entropy", "distance", "sink", "previous", "max"] as const;
export type StatisticName = (typeof STATISTICS)[number];

/** One number per leading index, row-major; NaN where it is not known. */
export interface Statistic {
	values: ArrayLike<number>;
	/** Measured on the rounded weights of the saved preview, not on the weights themselves. */
	estimated: boolean;
}

const measured = new WeakMap<AttentionMap, Record<StatisticName, Float64Array>>();

/** The statistics that a map has, or whose cells are all saved. Distances need queries and keys that are the same tokens. */
export function knownStatistics(map: AttentionMap): StatisticName[] {
	if (map.leads.length === 0) return [];
	const isWhole = Math.max(...map.preview.pooling) === 1;
	const isSquare = map.query.size === map.key.size;
	return STATISTICS.filter((name) => {
		if (given(map, name) !== null || name === "max") return true;
		return isWhole && (isSquare || name === "entropy" || name === "sink");
	});
}

/** A statistic of every head: the document's own numbers, else measured on the saved weights; `null` where it is not known. */
export function statisticOf(map: AttentionMap, name: StatisticName): Statistic | null {
	const own = given(map, name);
	if (own !== null) return { values: own, estimated: false };
	if (!knownStatistics(map).includes(name)) return null;
	const [rows, columns] = map.preview.shape.slice(-2);
	const all = measured.get(map) ?? measure(map.preview.values, map.planes, rows, columns);
	measured.set(map, all);
	return { values: all[name], estimated: true };
}

/**
 * Measures every head of `weights` [heads, L, S]; a row is taken as shares of its own sum, so that rounded weights count
 * as what they stand for, and rows without weight are left out.
 *
 * @returns `entropy`: mean of -Σ p ln p; `distance`: mean of Σ p |i - j|; `sink`: mean share of key 0; `previous`: mean
 * share of key i - 1 over the rows that have one; `max`: largest weight.
 */
export function measure(
	weights: Float32Array,
	heads: number,
	queries: number,
	keys: number,
): Record<StatisticName, Float64Array> {
	const make = (): Float64Array => new Float64Array(heads);
	const out = { entropy: make(), distance: make(), sink: make(), previous: make(), max: make() };
	for (let head = 0; head < heads; head++) {
		let full = 0;
		let followers = 0;
		for (let query = 0; query < queries; query++) {
			const row = weights.subarray((head * queries + query) * keys, (head * queries + query + 1) * keys);
			let sum = 0;
			for (const weight of row) sum += weight;
			if (!(sum > 0)) continue;
			full++;
			for (let key = 0; key < keys; key++) {
				const share = row[key] / sum;
				if (share === 0) continue;
				out.entropy[head] -= share * Math.log(share);
				out.distance[head] += share * Math.abs(query - key);
				out.max[head] = Math.max(out.max[head], row[key]);
			}
			out.sink[head] += row[0] / sum;
			if (query === 0 || query > keys) continue;
			followers++;
			out.previous[head] += row[query - 1] / sum;
		}
		for (const name of ["entropy", "distance", "sink"] as const) out[name][head] /= full;
		out.previous[head] /= followers;
	}
	return out;
}

/** The document's own numbers, where there are as many as there are heads. */
function given(map: AttentionMap, name: StatisticName): Float64Array | null {
	const all = map.document.statistics as Record<string, unknown> | undefined;
	const numbers = all?.[name];
	if (!Array.isArray(numbers) || numbers.length !== map.planes) return null;
	return Float64Array.from(numbers, (entry) => (typeof entry === "number" ? entry : Number.NaN));
}
