import ts from "typescript";
import { toCommonJs } from "../../../kernel/compiler/commonjs";

const compile = (js: string) => toCommonJs(js, ts.ScriptTarget.ES2022, true);

test("a name of an earlier cell is read from the scope, the cell's own export is not", () => {
	const { code, names } = compile("const a = exports.b + 1;\nexport { a };");
	expect(code).toContain("const a = __scope.b + 1;");
	expect(code).toContain("exports.a = a;");
	expect(names).toEqual(["a"]);
});

test("a function of an earlier cell is called as a function, not as a method", () => {
	expect(compile("exports.f(1);").code).toContain("(0, __scope.f)(1);");
});

test("a property that is called exports is left alone", () => {
	expect(compile("module.exports = { exports: 1 };").code).toContain("module.exports = { exports: 1 };");
});

test("variables are linked both ways, constants and classes one way, functions by export", () => {
	const { code } = compile("let n = 0; const c = 1; class K {} function f() {}\nexport { n, c, K, f };");
	expect(code).toContain("__cell.link({ n: [() => n, value => { n = value; }], c: [() => c], K: [() => K] });");
});

test("a variable called value is linked too", () => {
	expect(compile("let value = 0;\nexport { value };").code).toContain("value_ => { value = value_; }");
});

test("top-level awaits are guarded, those in functions are not", () => {
	const { code, isAsync } = compile("await a; async function f() { await b; } for await (const x of y) { await x; }");
	expect(isAsync).toBe(true);
	expect(code).toContain("await __cell.guard(a);");
	expect(code).toContain("await b;");
	expect(code).toContain("for await (const x of __cell.guardEach(y))");
	expect(compile("async () => await b;").isAsync).toBe(false);
});

test("import() and import.meta go through the cell", () => {
	const { code } = compile('import("x"); import.meta.dirname;');
	expect(code).toContain('__cell.import("x");');
	expect(code).toContain("__cell.meta.dirname;");
});

test("static imports are listed", () => {
	expect(compile('import a from "a"; import { b } from "b"; import "c"; export { a };').imports).toEqual([
		"a",
		"b",
		"c",
	]);
});

test("a function that is the last expression takes no name from the converter", () => {
	expect(compile("export const last = () => 1;").code).toContain("exports.last = (0, () => 1);");
	expect(compile("export const last = (class { });").code).toContain("exports.last = (0, (class {");
	expect(compile("export const last = function own() { };").code).toContain("const last = function own() { };");
	expect(compile("const f = () => 1;\nexport { f };").code).toContain("const f = () => 1;");
});
