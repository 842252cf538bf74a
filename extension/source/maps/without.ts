import { MASKED, type Plane } from "./plane";

/**
 * The plane without some keys, the rest of each row scaled to the sum that the row had. Possible only where a pixel is a
 * single key; a plane that pools keys is returned as it is.
 */
export function without(plane: Plane, keys: readonly number[]): Plane {
	if (keys.length === 0 || plane.pooling[1] !== 1) return plane;
	const values = plane.values.slice();
	for (let row = 0; row < plane.rows; row++) {
		const line = values.subarray(row * plane.columns, (row + 1) * plane.columns);
		const before = total(line);
		for (const key of keys) if (key < line.length) line[key] = MASKED;
		const after = total(line);
		if (after > 0) for (let key = 0; key < line.length; key++) line[key] *= before / after;
	}
	return { ...plane, values };
}

function total(line: Float32Array): number {
	let sum = 0;
	for (const weight of line) if (!Number.isNaN(weight)) sum += weight;
	return sum;
}
