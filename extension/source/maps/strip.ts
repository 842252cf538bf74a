import type { Span } from "../viewport";
import { type Plane, pixelOf } from "./plane";

/** The row or column of a plane that holds a query or key. */
export function cut(plane: Plane, query: Span, key: Span): Plane {
	const from = pixelOf(plane, query[0], key[0]);
	const rest = { pooling: plane.pooling, exact: plane.exact };
	if (query[1] - query[0] === 1) {
		const values = plane.values.slice(from, from + plane.columns);
		return { rows: 1, columns: plane.columns, values, origin: [query[0], 0], ...rest };
	}
	const values = Float32Array.from({ length: plane.rows }, (_, row) => plane.values[from + row * plane.columns]);
	return { rows: plane.rows, columns: 1, values, origin: [0, key[0]], ...rest };
}
