import { columnsOf, isRecords, recordsHtml, recordsText } from "../../../kernel/runtime/rows";

const rows = [
	{ name: "ada", loss: 0.25, steps: 3 },
	{ name: "<b>", loss: 11, note: { a: [1] } },
];

test("a list of plain objects is one; anything else is not", () => {
	expect(isRecords(rows)).toBe(true);
	class Point {
		x = 1;
	}
	for (const value of [[], [{}], [1], [{ a: 1 }, 2], [new Point()], [[1]], new Map(), [null], [new Date()]]) {
		expect(isRecords(value)).toBe(false);
	}
});

test("text: numbers at the right with shared decimals, words at the left", () => {
	expect(recordsText(rows, columnsOf(rows), { rows: 10, columns: 10 })).toBe(
		[
			"name   loss  steps  note",
			"────  ─────  ─────  ────────────",
			"ada    0.25      3",
			"<b>   11.00         { a: [ 1 ] }",
		].join("\n"),
	);
});

test("wide letters keep the columns", () => {
	expect(recordsText([{ 名称: "头", n: 1 }], ["名称", "n"], { rows: 9, columns: 9 })).toBe("名称  n\n────  ─\n头    1");
});

test("rows and columns are bounded, and what is left out is said", () => {
	const wide = Array.from({ length: 23 }, (_, row) =>
		Object.fromEntries(Array.from({ length: 14 }, (_, column) => [`c${column}`, row * column])),
	);
	const html = recordsHtml(wide);
	expect(html.split("<tr>").length - 1).toBe(1 + 20);
	expect(html).toContain("… 3 more rows, 2 more columns");
	expect(html).not.toContain("c12");
	expect(recordsText(wide, ["c1"], { rows: 22, columns: 5 })).toMatch(/… 1 more row$/);
});

test("html is escaped, long texts end, getters are not called", () => {
	const html = recordsHtml([
		{
			name: "<img>",
			long: "x".repeat(1000),
			get trap(): number {
				throw new Error("called");
			},
		},
	]);
	expect(html).toContain("&#60;img&#62;");
	expect(html).not.toContain("x".repeat(81));
	expect(html).toContain("[Getter]");
});

test("large whole numbers stay whole", () => {
	expect(recordsText([{ t: 1700000000000 }], ["t"], { rows: 1, columns: 1 })).toContain("\n1700000000000");
});
