/** What the lessons found out, read from their sources and from stored tables. */
import { call } from "./tools";

const code = (text: string) => ({ kind: "code", text });

test("the verdicts of a lesson; an open one is none", () => {
	const parts = [
		code(
			'[{ row: "1.1-a", line: 3, verdict: "wrong", says: "x" },\n{ row: "1.1-b", line: 4, says: "{y}", verdict: "holds" }]',
		),
		code('const mine = { row: "1.1-c", line: 5, verdict: "open" };'),
		{ kind: "prose", text: { en: 'row: "1.1-d", line: 6, verdict: "holds"', zh: "" } },
	];
	expect(call("ledger", "verdicts", { number: "06", parts, solutions: [] })).toEqual([
		{ lesson: "06", row: "1.1-a", line: 3, verdict: "wrong" },
		{ lesson: "06", row: "1.1-b", line: 4, verdict: "holds" },
	]);
});

test("the closing figures of a stored notebook", () => {
	const row = (...cells: string[]): string => `<tr>${cells.map((cell) => `<td style="x">${cell}</td>`).join("")}</tr>`;
	const table = `<div><table><thead><tr><th>row</th></tr></thead><tbody>${row("6.1-d", "F1", "65536.00", "0.13", "&gt; 0.9 <b>&amp;</b> &#60;", "✔")}\n${row("6.1-e", "drop")}</tbody></table></div>`;
	const cell = (tags: string[]) => ({ metadata: { tags }, outputs: [{ data: { "text/html": table } }, {}] });
	const edition = {
		lesson: { number: "10" },
		stored: { cells: [cell(["results"]), cell(["holds"]), { metadata: {} }] },
	};
	expect(call("ledger", "closingFigures", edition)).toEqual([
		{ lesson: "10", row: "6.1-d", measure: "F1", value: "65536", baseline: "0.13", bound: "> 0.9 & <", holds: "✔" },
		{ lesson: "10", row: "6.1-e", measure: "drop", value: "", baseline: "", bound: "", holds: "" },
	]);
	expect(call("ledger", "closingFigures", { lesson: { number: "10" } })).toEqual([]);
});
