import { labelOf, longestLabels, printable, stacks } from "../../../extension/source/layout/tokens";

describe("tokens", () => {
	test("that cannot be seen become signs", () => {
		expect(["", "\n", "  ", " the", "a\tb", "\u0007"].map(printable)).toEqual(["∅", "↵", "␣␣", "·the", "a⇥b", "·"]);
	});

	test("stay what they are otherwise, markup included", () => {
		expect(["<script>", "##ing", "العربية", "注意"].map(printable)).toEqual(["<script>", "##ing", "العربية", "注意"]);
	});

	test("are indices where an axis has none", () => {
		expect(labelOf({ name: "key", size: 7 }, 3)).toBe("3");
		expect(longestLabels({ name: "key", size: 513 })).toEqual(["512"]);
	});

	test("of Chinese, Japanese and Korean read downwards", () => {
		expect(["注意力", "词。", "ひと", "한국"].map(stacks)).toEqual([true, true, true, true]);
		expect(["the", "12", "。", "注意 a"].map(stacks)).toEqual([false, false, false, false]);
	});
});
