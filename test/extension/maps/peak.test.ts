import { peakOf, searchPeak } from "../../../extension/source/maps/peak";
import { type Plane, poolPlane } from "../../../extension/source/maps/plane";

const [QUERIES, KEYS] = [1031, 769];
const at = { query: 997, key: 257 };
const values = Float32Array.from({ length: QUERIES * KEYS }, (_, i) => Math.sin(i * 12.9898) * 0.5);
values[at.query * KEYS + at.key] = -0.9;

/** Pixels of side x side cells of a rectangle, the largest by size, as a kernel gives them. */
function tile(
	query: readonly number[],
	key: readonly number[],
	side: number,
): { rows: number; columns: number; values: Float32Array } {
	const [rows, columns] = [Math.ceil((query[1] - query[0]) / side), Math.ceil((key[1] - key[0]) / side)];
	const pixels = new Float32Array(rows * columns);
	for (let q = query[0]; q < query[1]; q++) {
		for (let k = key[0]; k < key[1]; k++) {
			const pixel = Math.floor((q - query[0]) / side) * columns + Math.floor((k - key[0]) / side);
			const value = values[q * KEYS + k];
			if (Math.abs(value) > Math.abs(pixels[pixel])) pixels[pixel] = value;
		}
	}
	return { rows, columns, values: pixels };
}

const whole: Plane = { ...tile([0, QUERIES], [0, KEYS], 256), pooling: [256, 256], exact: true };

describe("the peak", () => {
	test("is followed down to its cell, whatever its sign", async () => {
		const asked: number[] = [];
		const found = await searchPeak(whole, [QUERIES, KEYS], async ({ query, key, zoom }) => {
			asked.push(zoom);
			return tile(query, key, 2 ** zoom);
		});
		expect(found).toEqual(at);
		expect(asked).toEqual([0]);
	});

	test("is as near as it could be followed where the kernel stops answering", async () => {
		const found = await searchPeak(whole, [QUERIES, KEYS], () => Promise.reject(new Error("gone")));
		expect(found).toEqual({ query: 768, key: 256 });
	});

	test("is nowhere where nothing was computed", () => {
		const nothing = { rows: 1, columns: 2, values: Float32Array.of(Number.NaN, Number.NaN) };
		expect(peakOf({ ...nothing, pooling: [1, 1], exact: true })).toBeNull();
		expect(
			peakOf(
				poolPlane({ rows: 1, columns: 2, values: Float32Array.of(0, Number.NaN), pooling: [1, 1], exact: true }, 1, 1),
			),
		).toEqual({ query: 0, key: 0 });
	});
});
