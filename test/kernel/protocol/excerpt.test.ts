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

test("carets stand below wide letters, and are as wide as what they mark", () => {
	expect(excerpt(['const 文 = "文😀"; 变量();'], { line: 0, column: 17, length: 2 })).toBe(
		['> 1 | const 文 = "文😀"; 变量();', `    | ${"      \u3000    \u3000\u3000   "}^^^^`].join("\n"),
	);
	expect(excerpt(["e\u0301 = x"], { line: 0, column: 5 })).toBe(["> 1 | e\u0301 = x", "    |     ^"].join("\n"));
});

test("of a long line the piece around the place is shown", () => {
	const [before, text, carets] = excerpt(["b".repeat(500), `${"x".repeat(300)}WRONG${"y".repeat(300)}`], {
		line: 1,
		column: 300,
		length: 5,
	}).split("\n");
	expect(before).toBe(`  1 | ${"b".repeat(120)}…`);
	expect(text).toBe(`> 2 | …${"x".repeat(60)}WRONG${"y".repeat(55)}…`);
	expect(carets.indexOf("^")).toBe(text.indexOf("WRONG"));
	expect(excerpt(["z".repeat(200)], { line: 0, column: 198, length: 9 })).toMatch(/^> 1 \| …z{120}\n +\| {120}\^\^$/);
	expect(excerpt([`x${"😀".repeat(300)}`], { line: 0, column: 301 })).toMatch(/^> 1 \| …(😀)+…\n/);
	expect(excerpt(["z".repeat(200)], { line: 0, column: 3, length: 500 })).toMatch(/^> 1 \| z{120}…\n +\| {4}\^{117}$/);
});
