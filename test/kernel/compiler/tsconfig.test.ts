import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import ts from "typescript";
import { isSame, readTsconfig } from "../../../kernel/compiler/tsconfig";

let folder: string;
beforeEach(() => {
	folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), "tsconfig-")));
});
afterEach(() => fs.rmSync(folder, { recursive: true }));

const write = (name: string, text: string) => fs.writeFileSync(path.join(folder, name), text);

test("without a file nothing changes, until there is one", () => {
	const { options, faults, version } = readTsconfig(folder);
	expect([options, faults, isSame(version)]).toEqual([{}, [], true]);
	write("tsconfig.json", "{}");
	expect(isSame(version)).toBe(false);
});

test("a file that is extended counts for the version too", () => {
	write("base.json", "{}");
	write("tsconfig.json", '{ "extends": "./base.json" }');
	const { version } = readTsconfig(folder);
	expect(isSame(version)).toBe(true);
	write("base.json", '{ "compilerOptions": {} }');
	expect(isSame(version)).toBe(false);
});

test.each([
	["preserve", undefined, ts.JsxEmit.React],
	["react-native", "preact", ts.JsxEmit.ReactJSX],
	["react", undefined, ts.JsxEmit.React],
	["react-jsxdev", "preact", ts.JsxEmit.ReactJSXDev],
])("JSX %s with import source %s", (jsx, jsxImportSource, expected) => {
	write("tsconfig.json", JSON.stringify({ compilerOptions: { jsx, jsxImportSource, outDir: "x", target: "es5" } }));
	expect(readTsconfig(folder).options).toEqual({ jsx: expected, ...(jsxImportSource && { jsxImportSource }) });
});

test.each([
	['{ "compilerOptions": { "strict": 1 } }', 5024, "1"],
	['{ "compilerOptions": { "strict" } }', 1005, "}"],
	['{ "compilerOptions": { "jsx": "odd" } }', 6046, '"odd"'],
	['{ "extends": "./none.json" }', 5083, '"extends"'],
	['{ "compilerOptions": { "types": ["none"] } }', 2688, '"none"'],
])("%s is wrong with TS%i at %s", (text, code, place) => {
	write("tsconfig.json", text);
	const [{ file, start, length, ...fault }] = readTsconfig(folder).faults;
	expect([fault.code, file?.fileName]).toEqual([code, path.join(folder, "tsconfig.json")]);
	expect(file?.text.slice(start, start! + length!)).toBe(place);
});

test("a fault in an extended file is placed there", () => {
	write("base.json", '{ "compilerOptions": { "wrong": 1 } }');
	write("tsconfig.json", '{ "extends": "./base.json" }');
	expect(readTsconfig(folder).faults.map(({ code, file }) => [code, file?.fileName])).toEqual([
		[5023, path.join(folder, "base.json")],
	]);
});
