import { excerpt } from "../../../kernel/protocol/excerpt";

const lines = ["const one = 1;", 'const two: number = "two";', "\tthree();"];

test("the line, the one before, and carets", () => {
	expect(excerpt(lines, { line: 1, column: 6, length: 3 })).toBe(
		["  1 | const one = 1;", '> 2 | const two: number = "two";', "    |       ^^^"].join("\n"),
	);
});

test("a tab stays a tab above the caret", () => {
	expect(excerpt(lines, { line: 2, column: 1 }, 0)).toBe(["> 3 | \tthree();", "    | \t^"].join("\n"));
});

test("carets end with the line", () => {
	expect(excerpt(["ab"], { line: 0, column: 1, length: 50 })).toBe(["> 1 | ab", "    |  ^"].join("\n"));
});
