import { isLike } from "../../../kernel/supervisor/glob";

test.each([
	["*", "", true],
	["", "", true],
	["", "a", false],
	["a*c", "abbc", true],
	["a*c", "abbcd", false],
	["a?c", "a😀c", true],
	["a?c", "ac", false],
	["*b*", "abc", true],
	["[a]", "a", false],
	["a*b*a", "abaXba", true],
])("%j and %j: %s", (pattern, text, expected) => {
	expect(isLike(pattern, text)).toBe(expected);
});

test("many stars on a long text take no time to speak of", () => {
	expect(isLike(`${"*a".repeat(30)}*b`, "a".repeat(20_000))).toBe(false);
});
