import { checkRegion, placeOf, type Region, sizeOf } from "./region";

/** What a spreadsheet takes for the beginning of a formula. */
const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/;

/**
 * A text as one field: quoted where RFC 4180 asks for it, and with an apostrophe in front where a spreadsheet would
 * calculate it instead of showing it.
 */
export function csvField(text: string): string {
	const safe = FORMULA.test(text) ? `'${text}` : text;
	return /[",\r\n]/.test(safe) || safe !== safe.trim() ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** The shortest decimal that is this float32 and no other. */
export function shortest(value: number): string {
	for (let digits = 1; digits < 9; digits++) {
		const short = Number(value.toPrecision(digits));
		if (Math.fround(short) === Math.fround(value)) return String(short);
	}
	return String(Number(value.toPrecision(9)));
}

/**
 * One line per cell: leading indices, query, its token, key, its token, weight, and how far the weight may be off (0:
 * exact). A masked cell has an empty weight. Where numbers are pooled, the cells that each covers are there too.
 *
 * @returns RFC 4180 with a heading; a byte order mark where there is more than ASCII, since Excel asks for it.
 */
export function toCsv(region: Region): string {
	checkRegion("toCsv", region);
	const [rows, columns] = sizeOf(region);
	const pooled = Math.max(...region.pooling) > 1;
	const [query, key] = region.axes.slice(-2);
	const covers = pooled ? [`${query.name} count`, `${key.name} count`] : [];
	const names = region.axes.slice(0, -2).map((axis) => axis.name);
	const heading = [...names, query.name, `${query.name} token`, key.name, `${key.name} token`, ...covers];
	const lines = [[...heading, "weight", "error"].map(csvField).join(",")];
	const side = (which: "query" | "key", count: number) =>
		Array.from({ length: count }, (_, at) => {
			const { from, to, name } = placeOf(region, which, at);
			return { field: `${from},${csvField(name)}`, count: to - from };
		});
	const [down, across] = [side("query", rows), side("key", columns)];
	const error = shortest(region.error);
	let at = 0;
	for (const lead of region.leads) {
		const head = lead.map((index) => `${index},`).join("");
		for (const row of down) {
			for (const column of across) {
				const value = region.values[at++];
				const counts = pooled ? `,${row.count},${column.count}` : "";
				const weight = Number.isNaN(value) ? "" : shortest(value);
				lines.push(`${head}${row.field},${column.field}${counts},${weight},${error}`);
			}
		}
	}
	const text = `${lines.join("\r\n")}\r\n`;
	return /[^\0-\x7f]/.test(text) ? `\ufeff${text}` : text;
}
