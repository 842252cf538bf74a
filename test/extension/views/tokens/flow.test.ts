import { flow, hasRoom, ranksOf, shortWeight } from "../../../../extension/source/views/tokens/flow";

const text = (labels: string[]): string =>
	flow(labels)
		.map(({ text: word, gap, ends }) => (gap ? " " : "") + word + (ends ? "\n" : ""))
		.join("");

describe("tokens as text", () => {
	test.each([
		[
			["[CLS]", "un", "##believ", "##able", ",", "it", "(", "works", ")", "[SEP]"],
			"[CLS] unbelievable, it (works) [SEP]",
		],
		[["The", "Ġcat", "s", "Ġsleep", ".", "Ċ", "It"], "The cats sleep.↵\nIt"],
		[["▁Le", "▁chat", "▁dor", "t", "."], "Le chat dort."],
		[["The", " cat", "s", "\n\n", " x"], "The cats↵↵\n x"],
		[["注", "意", "力", "is", "all"], "注意力 is all"],
		[["שלום", "עולם", "🎉"], "שלום עולם 🎉"],
		[["##"], "##"],
	])("%j", (labels, wanted) => {
		expect(text(labels)).toBe(wanted);
	});
});

test("numbers are short, and stand where there is room", () => {
	expect([0.4249, 0.9999, 0.004, 0.051, -0.3, 12.4, Number.NaN].map(shortWeight)).toEqual([
		".42",
		"1.0",
		"",
		".05",
		"-.30",
		"12",
		"",
	]);
	expect(["a", "##", "the", "意", "注意"].map(hasRoom)).toEqual([false, false, true, false, true]);
});

test("equal numbers share a rank, masked ones have none", () => {
	expect(ranksOf([0.2, 0.5, Number.NaN, 0.2, 0.1])).toEqual([2, 1, 0, 2, 4]);
});
