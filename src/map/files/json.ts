import { shortest } from "./csv";
import { accuracyOf, checkRegion, placeOf, type Region, sizeOf } from "./region";

/** The region as JSON: axes, heads, ranges with their tokens, weights as `[head][row][column]` (`null`: masked), source. */
export function toSelection(region: Region): string {
	checkRegion("toSelection", region);
	const [rows, columns] = sizeOf(region);
	const side = (which: "query" | "key", count: number) => {
		const tokens = Array.from({ length: count }, (_, at) => placeOf(region, which, at).name);
		return { from: region[which][0], to: region[which][1], tokens };
	};
	const number = (value: number) => (Number.isNaN(value) ? null : Number(shortest(value)));
	const weights = region.leads.map((_, head) =>
		Array.from({ length: rows }, (_, row) => {
			const from = (head * rows + row) * columns;
			return Array.from(region.values.subarray(from, from + columns), number);
		}),
	);
	const { title, axes, leads, pooling, of, error, source } = region;
	return JSON.stringify({
		...(title !== undefined && { title }),
		axes: axes.map(({ name, size }) => ({ name, size })),
		...(leads.length === 1 ? { lead: leads[0] } : { leads }),
		query: side("query", rows),
		key: side("key", columns),
		pooling,
		of,
		accuracy: accuracyOf(region),
		error,
		weights,
		source,
	});
}
