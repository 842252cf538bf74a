import { peaksOf } from "../../../../extension/source/views/sound/path";
import { moveSlice, timeOf, tokenAtShare } from "../../../../extension/source/views/sound/slices";
import { weightsOf } from "../../documents";

const slices = { skip: 3, count: 7, seconds: 2.1 };

describe("slices of time", () => {
	test("are equal, meet each other and fill the sound", () => {
		const times = Array.from({ length: 7 }, (_, i) => timeOf(slices, 3 + i) as [number, number]);
		expect([times[0][0], times[6][1]]).toEqual([0, 2.1]);
		times.forEach(([from, to], i) => {
			expect(to - from).toBeCloseTo(0.3, 12);
			if (i > 0) expect(from).toBe(times[i - 1][1]);
		});
		expect([timeOf(slices, 2), timeOf(slices, 10)]).toEqual([null, null]);
	});

	test("are found at every moment", () => {
		for (let x = 0; x < 101; x++) {
			let found = -1;
			for (let i = 0; i < 7; i++) if (i * 101 <= x * 7 && x * 7 < (i + 1) * 101) found = 3 + i;
			expect(tokenAtShare(slices, x / 101)).toBe(found);
		}
		expect([tokenAtShare(slices, -0.1), tokenAtShare(slices, 1), tokenAtShare(slices, Number.NaN)]).toEqual([
			null,
			null,
			null,
		]);
	});

	test("are walked and never left", () => {
		expect(
			["ArrowLeft", "ArrowRight", "PageUp", "PageDown", "Home", "End", "x"].map((key) => moveSlice(slices, 5, key)),
		).toEqual([4, 6, 3, 9, 3, 9, null]);
		expect([moveSlice(slices, null, "ArrowRight"), moveSlice(slices, 1, "End")]).toEqual([3, 3]);
	});
});

describe("peaks", () => {
	const [queries, keys] = [5, 11];

	test("are each query's largest weight", () => {
		const values = weightsOf([queries, keys]);
		const peaks = peaksOf({ rows: queries, columns: keys, values, pooling: [1, 1], exact: true }, queries, keys);
		const wanted = Array.from({ length: queries }, (_, query) => {
			const row = [...values.subarray(query * keys, (query + 1) * keys)];
			return { query, key: row.indexOf(Math.max(...row)), weight: Math.max(...row) };
		});
		expect(peaks).toEqual(wanted);
	});

	test("stand in the middle of a pixel, and a query that looks at nothing has none", () => {
		const values = Float32Array.from([Number.NaN, 0.25, 0.5, Number.NaN, Number.NaN, Number.NaN]);
		const peaks = peaksOf({ rows: 2, columns: 3, values, pooling: [2, 4], exact: true }, 4, keys);
		expect(peaks.map(({ query, key }) => [query, key])).toEqual([
			[0, 9.5],
			[1, 9.5],
		]);
	});
});
