import { completeness } from "../../../kernel/compiler/completeness";

test.each([
	"1",
	"function f(x: number) { return x * 2 }\n",
	"await fetch('x')",
	"interface A { b: number }",
	"const s = `ab`",
	"<b>{1}</b>",
	"const f = <T>(x: T) => x, n = <number>(1 as unknown);",
	"",
])("%j is complete", (code) => {
	expect(completeness(code)).toEqual({ status: "complete" });
});

test.each([
	["function f(x: number) {", "  "],
	["[1, 2,", ""],
	["console.log(`abc", ""],
	["/* open", ""],
	["if (a) {\n  while (b) {", "    "],
	["f(", "  "],
	["<b>", ""],
	["const shown = <b>{", "  "],
])("%j is incomplete, the next line starts with %j", (code, indent) => {
	expect(completeness(code)).toEqual({ status: "incomplete", indent });
});

test.each(["let 3x = ;", "import = 7q", "let a = 'open", "}", "const const", "<b></i>"])("%j is invalid", (code) => {
	expect(completeness(code)).toEqual({ status: "invalid" });
});
