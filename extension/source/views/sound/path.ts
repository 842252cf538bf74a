import type { Plane } from "../../maps/plane";
import { pixelOf } from "../../maps/plane";

/** The strongest key of one query. */
export interface Peak {
	query: number;
	key: number;
	weight: number;
}

/**
 * For each of `queries` queries the middle of the pixel of its largest weight: `argmax_k w[q, k]`. Queries that look at
 * nothing have none; queries that share a pixel's row share its peak.
 */
export function peaksOf(plane: Plane, queries: number, keys: number): Peak[] {
	const peaks: Peak[] = [];
	for (let query = 0; query < queries; query++) {
		const from = pixelOf(plane, query, 0);
		let best = -1;
		for (let column = 0; column < plane.columns; column++) {
			const weight = plane.values[from + column];
			if (best < 0 ? !Number.isNaN(weight) : weight > plane.values[from + best]) best = column;
		}
		if (best < 0) continue;
		const key = Math.min(keys - 1, best * plane.pooling[1] + (plane.pooling[1] - 1) / 2);
		peaks.push({ query, key, weight: plane.values[from + best] });
	}
	return peaks;
}
