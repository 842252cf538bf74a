import { readMap } from "../../../extension/source/maps/attention-map";
import { knownStatistics, measure, STATISTICS, statisticOf } from "../../../extension/source/maps/statistics";
import { documentOf, weightsOf } from "../documents";

/** The definitions, one head at a time. */
function bruteForce(weights: Float32Array, size: number): Record<string, number> {
	const row = (i: number): number[] => [...weights.slice(i * size, (i + 1) * size)];
	const rows = Array.from({ length: size }, (_, i) => row(i));
	const mean = (numbers: number[]): number => numbers.reduce((a, b) => a + b, 0) / numbers.length;
	const sum = (numbers: number[]): number => numbers.reduce((a, b) => a + b, 0);
	return {
		entropy: mean(rows.map((p) => sum(p.map((x) => (x > 0 ? -x * Math.log(x) : 0))))),
		distance: mean(rows.map((p, i) => sum(p.map((x, j) => x * Math.abs(i - j))))),
		sink: mean(rows.map((p) => p[0])),
		previous: mean(rows.slice(1).map((p, i) => p[i])),
		max: Math.max(...weights),
	};
}

describe("statistics of a head", () => {
	test("are their definitions, on plain and causal weights", () => {
		for (const causal of [false, true]) {
			const weights = weightsOf([2, 3, 7, 7], causal);
			const found = measure(weights, 6, 7, 7);
			for (let head = 0; head < 6; head++) {
				const wanted = bruteForce(weights.slice(head * 49, (head + 1) * 49), 7);
				for (const name of STATISTICS) expect(found[name][head]).toBeCloseTo(wanted[name], 5);
			}
		}
	});

	test("worked by hand: half of the second row on each of two tokens", () => {
		const found = measure(Float32Array.of(1, 0, 0.5, 0.5), 1, 2, 2);
		expect([...found.entropy]).toEqual([Math.log(2) / 2]);
		expect([...found.distance]).toEqual([0.25]);
		expect([...found.sink]).toEqual([0.75]);
		expect([...found.previous]).toEqual([0.5]);
	});

	test("leave rows without weight out, and are not known where there is none", () => {
		const found = measure(Float32Array.of(0, 0, 0.25, 0.25), 1, 2, 2);
		expect(found.entropy[0]).toBeCloseTo(Math.log(2));
		expect(measure(new Float32Array(4), 1, 2, 2).sink[0]).toBeNaN();
	});

	test("are the document's own where it has them, else measured on the preview", async () => {
		const { document, weights } = await documentOf([2, 3, 7, 7], { statistics: { entropy: [1, 2, 3, 5, 7, 11] } });
		const map = await readMap(document);
		expect(statisticOf(map, "entropy")).toEqual({ values: Float64Array.of(1, 2, 3, 5, 7, 11), estimated: false });
		const distance = statisticOf(map, "distance");
		expect(distance?.estimated).toBe(true);
		const wanted = bruteForce(weights.slice(0, 49), 7).distance;
		expect(Math.abs((distance?.values[0] ?? 0) - wanted)).toBeLessThan(0.02);
	});

	test("are not known of pooled pixels, nor distances between other tokens", async () => {
		const pooled = await readMap((await documentOf([3, 17, 17], {}, { maxBytes: 120 })).document);
		const cross = await readMap((await documentOf([3, 5, 7])).document);
		expect(Math.max(...pooled.preview.pooling)).toBeGreaterThan(1);
		expect(knownStatistics(pooled)).toEqual(["max"]);
		expect(knownStatistics(cross)).toEqual(["entropy", "sink", "max"]);
		expect(statisticOf(cross, "distance")).toBeNull();
	});

	test("hostile numbers are not known", async () => {
		const { document } = await documentOf([3, 7, 7]);
		const map = await readMap(document);
		Object.assign(map.document, { statistics: { sink: ["<b>", 1, null], previous: [1], distance: "x" } });
		expect([...Array.from(statisticOf(map, "sink")?.values ?? [])]).toEqual([Number.NaN, 1, Number.NaN]);
		expect(statisticOf(map, "previous")?.estimated).toBe(true);
	});
});
