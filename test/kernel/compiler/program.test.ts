import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import type ts from "typescript";
import { cellOptions } from "../../../kernel/compiler/options";
import { LongProgram } from "../../../kernel/compiler/program";
import { readTsconfig } from "../../../kernel/compiler/tsconfig";

let folder: string;
let program: LongProgram;
beforeEach(() => {
	folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), "program-")));
	program = new LongProgram(folder, cellOptions(folder, readTsconfig(folder)), []);
});
afterEach(() => {
	program.service.dispose();
	fs.rmSync(folder, { recursive: true });
});

let count = 0;
const add = (text: string) => {
	count += 1;
	return program.add(path.join(folder, `text${count}.ts`), `export {};\n${text}`);
};
const faults = (file: ts.SourceFile) => program.current.getSemanticDiagnostics(file).map(({ code }) => code);
const write = (name: string, text: string) => fs.writeFileSync(path.join(folder, name), text);

test("texts are checked by the program that is there, however many come", () => {
	const first = add("const a: number = 1;");
	const { current } = program;
	for (let text = 0; text < 300; text += 1) {
		const file = add(`import * as os from "node:os"; const a: number = ${text % 2 ? "os" : "os.cpus().length"};`);
		expect(faults(file)).toEqual(text % 2 ? [2322] : []);
		program.remove(file.fileName);
	}
	expect(program.current).toBe(current);
	expect(faults(first)).toEqual([]);
});

test("what it will need can be read before, a file at a time, and is not read again", () => {
	const read = new Set(program.preload());
	expect(program.isReady).toBe(false);
	expect([...read].map(({ fileName }) => path.basename(fileName))).toEqual(
		expect.arrayContaining(["lib.es5.d.ts", "lib.es2023.d.ts", "fs.d.ts"]),
	);
	expect([...read].filter((file) => program.current.getSourceFile(file.fileName) !== file)).toEqual([]);
	expect([...program.preload()]).toEqual([]);
});

test("it is made anew for a module that it does not have, once", () => {
	write("one.ts", "export const one = 1;");
	write("two.ts", "export const two = 'text';");
	add("");
	const { current } = program;
	expect(faults(add("import { one } from './one'; const n: number = one;"))).toEqual([]);
	const withOne = program.current;
	expect(withOne).not.toBe(current);
	expect(faults(add("import { one } from './one'; const s: string = one;"))).toEqual([2322]);
	expect(program.current).toBe(withOne);
	expect(faults(add("import { two } from './two'; const s: string = two;"))).toEqual([]);
	expect(program.current).not.toBe(withOne);
});

test("a module that is nowhere is an error, and no reason to make it anew", () => {
	add("");
	const { current } = program;
	expect(faults(add("import 'node:fs'; import nowhere from 'nowhere'; nowhere;"))).toEqual([2307]);
	expect(program.current).toBe(current);
	fs.mkdirSync(path.join(folder, "node_modules", "nowhere"), { recursive: true });
	write("node_modules/nowhere/index.d.ts", "export default 1;");
	expect(faults(add("import nowhere from 'nowhere'; const n: 1 = nowhere;"))).toEqual([]);
});

test("it is made anew when a file has changed on disk", () => {
	write("one.ts", "export const one = 1;");
	add("import { one } from './one'; one;");
	write("one.ts", "export const one = 'a longer text';");
	expect(faults(add("import { one } from './one'; const n: number = one;"))).toEqual([2322]);
});

test("it lets go of what it checked when that is much, and says so before", () => {
	const { current } = program;
	const large = Array.from({ length: 900 }, (_, line) => `const v${line} = [${line}];`).join("\n");
	let texts = 0;
	while (!program.isWorn) {
		program.remove(add(large).fileName);
		texts += 1;
	}
	expect(texts).toBeGreaterThan(1);
	while (program.current === current) {
		program.remove(add(large).fileName);
		texts += 1;
	}
	expect(texts).toBeLessThan(20);
	expect(program.isWorn).toBe(false);
});

test("a text that adds to what others declare is seen by them until it is removed", () => {
	const wide = add("declare global { interface Array<T> { last(): T } }");
	expect(faults(add("[1].last().toFixed();"))).toEqual([]);
	program.remove(wide.fileName);
	expect(faults(add("[1].last().toFixed();"))).toEqual([2339]);
});

test("types of a text can be named by others, but not by files on disk", () => {
	program.name(program.add(path.join(folder, "kept.d.ts"), "interface P { x: 1 } export { P };"), "cell [7]");
	expect(faults(add('const p: import("cell [7]").P = { x: 1 };'))).toEqual([]);
	write("other.ts", 'export type P = import("cell [7]").P;');
	add("import './other';");
	expect(faults(program.current.getSourceFile(path.join(folder, "other.ts"))!)).toEqual([2307]);
});
