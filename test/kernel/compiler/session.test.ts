/** What names mean from cell to cell: each cell's declarations stay as they were read, later ones hide them. */
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import type { Compiler as CompilerType } from "../../../kernel/compiler/compiler";
import type { Fault, Program } from "../../../kernel/compiler/unit";
import { built } from "../built";

const { Compiler }: { Compiler: typeof CompilerType } = require(built("compiler/compiler.js"));

let folder: string;
let compiler: CompilerType;
let count = 0;

beforeAll(() => {
	folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), "session-")));
	compiler = new Compiler(folder);
});
afterAll(async () => {
	await compiler.close();
	fs.rmSync(folder, { recursive: true });
});
beforeEach(async () => {
	count = 0;
	await compiler.ask("reset", {});
});

const compile = (source: string) => {
	count += 1;
	return compiler.ask("compile", { source, cell: `cell [${count}]`, keep: true });
};

async function ok(...sources: string[]): Promise<Program> {
	let last: Program | Fault | undefined;
	for (const source of sources) {
		last = await compile(source);
		expect([source, last]).toEqual([source, expect.not.objectContaining({ ename: expect.anything() })]);
	}
	return last as Program;
}

async function fault(source: string): Promise<Fault> {
	const compiled = await compile(source);
	expect([source, compiled]).toEqual([source, expect.objectContaining({ ename: expect.stringMatching(/^TS/) })]);
	return compiled as Fault;
}

async function typeOf(name: string): Promise<string | undefined> {
	return (await compiler.ask("inspect", { source: name, offset: name.length }))?.plain;
}

describe("a name declared again", () => {
	test("hides the older one, however many cells lie between", async () => {
		await ok("const far = 1; interface Far { x: number }");
		for (let cell = 0; cell < 60; cell += 1) {
			await ok(`const between${cell} = ${cell}; type Between${cell} = typeof between${cell};`);
		}
		await ok("const n: number = far; const f: Far = { x: n }; const five: Between5 = 5; between59;");
		await ok("const far = 'text';", "const s: string = far; const g: Far = { x: 2 };");
		await fault("const wrong: number = far;");
	});

	test("old functions keep seeing the old type", async () => {
		await ok("interface P { x: number }\nfunction f(p: P) { return p.x; }\nconst p: P = { x: 1 };");
		await ok("interface P { y: string }\nconst q: P = { y: 'text' };");
		await ok("f(p); f({ x: 2 });");
		expect((await fault("f(q)")).evalue).toContain(
			`Argument of type 'import("cell [2]").P' is not assignable to parameter of type 'import("cell [1]").P'`,
		);
		expect(await typeOf("q")).toBe("const q: P");
	});

	test("a hidden type is still known by the values that have it", async () => {
		await ok("interface P { x: number }\nconst make = (): P => ({ x: 1 });");
		await ok("interface P { y: string }");
		await ok("const later = make(); const list = [later];", "const n: number = list[0].x + later.x;");
		expect((await fault("const wrong: P = list[0];")).evalue).toContain("Property 'y' is missing");
	});

	test("interfaces of two cells do not merge, those of one cell do", async () => {
		await ok("interface P { x: number }\ninterface P { y: number }\nconst both: P = { x: 1, y: 2 };");
		await ok("interface P { z: number }", "const p: P = { z: 3 };");
		expect((await fault("const wrong: P = { x: 1, y: 2, z: 3 };")).evalue).toContain("'x' does not exist in type 'P'");
	});

	test("typeof keeps the variable it was written with", async () => {
		await ok("const x = 1 as number;\ntype X = typeof x;\nfunction g(v: typeof x) { return v; }");
		await ok("type Y = typeof x;", "const x = 'text' as string;");
		await ok("const a: X = 2; const b: Y = g(3); const c: typeof x = 'other';");
		await fault("g(x)");
	});

	test("a class hides its older self, whose instances keep their type", async () => {
		await ok("class K { #secret = 1; a = 1; same(other: K) { return #secret in other; } }\nconst old = new K();");
		await ok("class K { b = 2 }\nconst young: K = new K();");
		await ok("old.a; young.b; old.same(old);");
		expect((await fault("old.same(young)")).evalue).toContain(`import("cell [1]").K`);
		await fault("young.a");
	});

	test("a name means a value, a type and a namespace, each as it was declared last", async () => {
		await ok("interface N { x: number }", "const N = 5;");
		await ok("const n: N = { x: N };");
		await ok("namespace N { export type T = string; export const inner = 'text'; }");
		await ok("const t: N.T = N.inner; const still: N = { x: 1 };");
		await ok("function N() { return 7; }", "const seven: number = N(); const nt: N.T = 'text';");
		await ok("class N { z = true }", "const z: boolean = new N().z; const m: N = { z };");
		await fault("const wrong: N = { x: 1 };");
	});

	test("a class and then a type: the class can still be called", async () => {
		await ok("class A { a = 1 }", "type A = { b: number };", "const made = new A(); const b: A = { b: made.a };");
	});
});

describe("declarations of every kind are known later", () => {
	test("overloads", async () => {
		await ok(
			"function f(x: string): string;\nfunction f(x: number): number;\nfunction f(x: unknown) { return x as never; }",
		);
		await ok("const s: string = f('a'); const n: number = f(1);");
		await fault("f(true)");
	});

	test("generics, also as classes and with constraints", async () => {
		await ok("class Box<T extends object = {}> { constructor(readonly value: T) {} }\nconst box = new Box({ a: 1 });");
		await ok("const a: number = box.value.a; const other: Box<{ b: string }> = new Box({ b: 'x' });");
		await fault("new Box(5)");
	});

	test("enums and constant enums", async () => {
		await ok("enum E { A, B = 'b' }\nconst enum C { One = 1 }");
		expect((await ok("const e: E = E.B; const one: C.One = C.One;")).cell.code).toContain("__scope.E.B");
		await ok("enum E { C }", "E.C;");
		await fault("E.A");
	});

	test("namespaces, with what they export alone", async () => {
		await ok(
			"namespace Shapes { export interface Point { x: number } export const zero: Point = { x: 0 }; const hidden = 1; }",
		);
		await ok("const p: Shapes.Point = Shapes.zero;", "Shapes.zero.x;");
		await fault("Shapes.hidden");
	});

	test("unique symbols and what is keyed by them", async () => {
		await ok("const key = Symbol('key');", "interface Keyed { [key]: number }\nconst keyed: Keyed = { [key]: 1 };");
		await ok("const n: number = keyed[key];");
	});

	test("destructured names, abstract classes, accessors, assertions", async () => {
		await ok("const { a, ...rest } = { a: 1, b: 'x' }; const [first = 3] = [] as number[];");
		await ok("abstract class Base { abstract area(): number; get double() { return 2 * this.area(); } }");
		await ok("function isText(x: unknown): asserts x is string {}");
		await ok("class Square extends Base { area() { return first; } }\nconst b: string = rest.b; new Square().double;");
		await ok("const u: unknown = 'x'; isText(u); u.length;");
	});

	test("imports of every form", async () => {
		await ok(
			'import * as fs from "node:fs"; import os, { type CpuInfo } from "node:os"; import type { URL as Address } from "node:url";',
		);
		const { cell } = await ok(
			"const stat: fs.Stats = fs.statSync('/'); const cpus: CpuInfo[] = os.cpus(); let at: Address;",
		);
		expect(cell.code).toContain("__scope.fs.statSync('/')");
		await ok("const fs = 5;", "const n: number = fs; stat.isFile();");
	});

	test("additions to global types, once declared, stay", async () => {
		await ok(
			"declare global { interface Array<T> { last(): T } }\nArray.prototype.last = function () { return this[0]; };",
		);
		await ok("const n: number = [1].last();", "const one = 1;", "const m: number = [one].last();");
		await ok("declare module 'node:fs' { interface Stats { extra: number } }");
		await ok("import { statSync } from 'node:fs';", "const e: number = statSync('/').extra + [2].last();");
	});

	test("a failed cell that adds to global types adds nothing", async () => {
		await fault("declare global { interface Array<T> { lost(): T } }\nconst wrong: number = 'text';");
		await fault("[1].lost()");
	});

	test("a failed cell that declares a global anew leaves the old one as it was", async () => {
		await ok("interface Part { x: number }", "declare global { var shared: Part; }", "interface Part { y: number }");
		await fault("declare global { var shared: string; }\nconst wrong: number = 'text';");
		await ok("const x: number = shared.x;", "declare global { var shared: string; }", "const s: string = shared;");
	});
});

describe("local files", () => {
	const write = (name: string, text: string) => fs.writeFileSync(path.join(folder, name), text);

	test("a name that was imported follows its file", async () => {
		write("moving.ts", "export const moving = 1 as number; export interface Moving { x: number }");
		await ok(
			"import { moving, type Moving } from './moving';",
			"const n: number = moving; const m: Moving = { x: n };",
		);
		write("moving.ts", "export const moving = 'text' as string; export interface Moving { y: string }");
		await ok("const s: string = moving; const y: Moving = { y: s };");
		await fault("const wrong: number = moving;");
	});

	test("what a file lacked is found once it is there", async () => {
		write("needs.ts", "import { missing } from './missing';\nexport const needs = missing;");
		expect((await fault("import { needs } from './needs'; needs")).ename).toBe("TS2307");
		write("missing.ts", "export const missing = 19;");
		await ok("import { needs } from './needs'; const n: number = needs;");
	});
});

test("completion and hover know the latest of each name", async () => {
	await ok("const item = { older: 1 };", "const item = { younger: 1 };");
	const found = await compiler.ask("complete", { source: "item.", offset: 5 });
	expect(found.items.map(({ text }) => text)).toEqual(["younger"]);
	expect(await typeOf("item")).toMatch(/^const item: \{\s+younger: number;\s+\}$/);
});
