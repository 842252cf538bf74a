import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import type { Compiler as CompilerType } from "../../../kernel/compiler/compiler";
import type { Fault, Program } from "../../../kernel/compiler/unit";
import { built } from "../built";

const { Compiler }: { Compiler: typeof CompilerType } = require(built("compiler/compiler.js"));

let folder: string;
let compiler: CompilerType;

beforeAll(() => {
	folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), "compiler-")));
	compiler = new Compiler(folder);
});
afterAll(async () => {
	await compiler.close();
	fs.rmSync(folder, { recursive: true });
});
beforeEach(() => compiler.ask("reset", {}));

const compile = (source: string, keep = true) => compiler.ask("compile", { source, cell: "cell [3]", keep });

async function ok(source: string): Promise<Program> {
	const compiled = await compile(source);
	expect(compiled).not.toHaveProperty("ename");
	return compiled as Program;
}

async function fault(source: string): Promise<Fault> {
	const compiled = await compile(source);
	expect(compiled).toHaveProperty("ename");
	return compiled as Fault;
}

test("a type that cannot be named costs the session no name", async () => {
	fs.mkdirSync(path.join(folder, "inner", "node_modules", "hidden"), { recursive: true });
	fs.writeFileSync(path.join(folder, "inner", "node_modules", "hidden", "index.d.ts"), "export class Secret { x: 1 }");
	fs.writeFileSync(
		path.join(folder, "inner", "door.ts"),
		'import { Secret } from "hidden";\nexport const make = () => new Secret();',
	);
	await ok("const kept = 41;");
	await ok('import { make } from "./inner/door";\nconst secret = make();');
	await ok("kept + 1; secret;");
	await ok('const model = attention.pretrained.load("m"); const two = kept;');
	expect(await fault("(await model).encode(two)")).toMatchObject({ ename: "TS2345" });
});

describe("JSX", () => {
	test("calls the factory that the session has", async () => {
		await ok(
			"declare global { namespace JSX { interface IntrinsicElements { b: { id?: string } } } }\nconst React = { createElement: (...parts: unknown[]) => parts };",
		);
		expect(await fault("<b wrong={1} />")).toMatchObject({ ename: "TS2322" });
		const { cell } = await ok("const shown = <b id='x'>hi</b>; shown");
		expect(cell.code).toContain('createElement("b", { id: \'x\' }, "hi")');
		await ok("const still = <number>(3 as unknown); const same = <T>(x: T) => x; shown;");
	});

	const factory = `import { type Piece, type Props } from "./pieces";
		const h = (...parts: unknown[]): Piece => parts; const All = "all";
		declare global { namespace JSX { type Element = Piece; interface IntrinsicElements { b: Props } } }`;
	const pieces = () =>
		fs.writeFileSync(
			path.join(folder, "pieces.ts"),
			"export type Piece = unknown[];\nexport interface Props { id?: string }",
		);

	test("the pragmas of a cell hold for later ones, whose names and places stay right", async () => {
		pieces();
		await ok(`/** @jsx h */\n/** @jsxFrag All */\n${factory}`);
		const { cell } = await ok("const shown = <><b id='x'>hi</b></>; shown");
		expect(cell.code).toContain("(0, __scope.h)(__scope.All, null,");
		expect(cell.code).toContain('(0, __scope.h)("b", { id: \'x\' }, "hi")');
		expect((await fault("1;\n<b id={2} />")).traceback[0].split("\n").slice(0, 4)).toEqual([
			"cell [3]:2:4 - error TS2322: Type 'number' is not assignable to type 'string'.",
			"  1 | 1;",
			"> 2 | <b id={2} />",
			"    |    ^^",
		]);
		expect((await ok("const h = (name: string) => name; const own: unknown = <b />;")).cell.code).toContain(
			'h("b", null)',
		);
	});

	test("the automatic runtime is imported from where a pragma says", async () => {
		pieces();
		fs.mkdirSync(path.join(folder, "node_modules", "tiny"), { recursive: true });
		fs.writeFileSync(path.join(folder, "node_modules", "tiny", "jsx-runtime.js"), "exports.jsx = (...parts) => parts;");
		fs.writeFileSync(
			path.join(folder, "node_modules", "tiny", "jsx-runtime.d.ts"),
			"export namespace JSX { interface IntrinsicElements { i: { n: number } } }\nexport function jsx(...parts: unknown[]): unknown;",
		);
		await ok(`/** @jsx h */\n${factory}`);
		const { cell } = await ok("/* any */ /** @jsxImportSource tiny */\nconst shown: unknown = <i n={1} />;");
		expect(cell.imports).toEqual(["tiny/jsx-runtime"]);
		expect((await fault("<i n='1' />")).ename).toBe("TS2322");
		expect((await ok("/** @jsx h */\nconst back: unknown = <b />;")).cell.imports).toEqual([]);
		fs.rmSync(path.join(folder, "node_modules"), { recursive: true });
	});

	test("attributes are completed", async () => {
		pieces();
		await ok(`/** @jsx h */\n${factory}`);
		const source = "const shown = <b i />;";
		const { items, start, end } = await compiler.ask("complete", { source, offset: 18 });
		expect([items.map(({ text }) => text), start, end]).toEqual([["id"], 17, 18]);
	});

	test("without its types it says what is missing", async () => {
		expect((await fault("const shown = <b>hi</b>;")).evalue).toMatch(/JSX/);
	});
});

describe("errors", () => {
	test("a type error names the place and underlines it", async () => {
		const { ename, evalue, traceback } = await fault("const a = 1;\nconst zz: number = 'text';");
		expect(ename).toBe("TS2322");
		expect(evalue).toBe("Type 'string' is not assignable to type 'number'.");
		expect(traceback).toEqual([
			[
				"cell [3]:2:7 - error TS2322: Type 'string' is not assignable to type 'number'.",
				"  1 | const a = 1;",
				"> 2 | const zz: number = 'text';",
				"    |       ^^",
			].join("\n"),
		]);
	});

	test("all errors of a cell are listed", async () => {
		const { evalue, traceback } = await fault("const a: number = 'x';\nconst b: string = 1;\nnowhere;");
		expect(traceback.map((text) => /TS\d+/.exec(text)?.[0])).toEqual(["TS2322", "TS2322", "TS2304"]);
		expect(evalue).toContain("(and 2 more errors)");
	});

	test("what an error refers to is shown below it, of an earlier cell by its name", async () => {
		const { traceback } = await fault("interface Q { a: 1;\n  b: 2 }\nconst q: Q = { a: 1 };");
		expect(traceback[0].split("\n").slice(-3)).toEqual([
			"    cell [3]:2:3: 'b' is declared here.",
			"    > 2 |   b: 2 }",
			"        |   ^",
		]);
		await compiler.ask("compile", { source: "interface Q { a: 1; b: 2 }", cell: "cell [2]", keep: true });
		expect((await fault("const q: Q = { a: 1 };")).traceback[0]).toMatch(/\n {4}cell \[2\]: 'b' is declared here\.$/);
		expect((await fault("new Map<string>();")).traceback[0]).not.toContain(folder);
		const inLibrary = (await fault("const s: ArrayLike<number> = { 0: 1 };")).traceback[0];
		expect(inLibrary).toMatch(
			/\n {4}lib\.es5\.d\.ts:\d+:\d+: 'length' is declared here\.\n {4}> \d+ \| {5}readonly length: number;/,
		);
	});

	test("of many errors the first are told, and how many more there are", async () => {
		const { evalue, traceback } = await fault("nowhere;\n".repeat(23));
		expect(evalue).toBe("Cannot find name 'nowhere'. (and 22 more errors)");
		expect([traceback.length, traceback.at(-1)]).toEqual([21, "and 3 more errors"]);
	});

	test("a syntax error is reported alone, inside the cell", async () => {
		const { traceback } = await fault("function f() {\n  const a: number = 'x';");
		expect(traceback).toHaveLength(1);
		expect(traceback[0]).toContain("cell [3]:2:");
		expect(traceback[0]).toContain("'}' expected");
	});

	test("a package without types may be used, and a cell may ask for no check", async () => {
		fs.mkdirSync(path.join(folder, "node_modules", "untyped"), { recursive: true });
		fs.writeFileSync(path.join(folder, "node_modules", "untyped", "index.js"), "module.exports = 1;");
		await ok("import untyped from 'untyped'; untyped.whatever;");
		expect((await fault("import untyped from 'untypo';")).ename).toBe("TS2307");
		fs.rmSync(path.join(folder, "node_modules"), { recursive: true });
		await ok("/* why */\n// @ts-nocheck\nconst wrong: number = 'text';");
		expect((await fault("// @ts-nocheck\nconst wrong: number = ;")).ename).toBe("TS1109");
		expect((await fault("1;\n// @ts-nocheck\nconst wrong: number = 'text';")).ename).toBe("TS2322");
	});

	test("cells are strict", async () => {
		expect((await fault("function f(x) { return x; }")).ename).toBe("TS7006");
	});

	test("a failed cell declares nothing", async () => {
		await ok("const a = 1;");
		await fault("const a = 'text'; const b: number = a;");
		await ok("const c: number = a;");
	});
});

describe("a session", () => {
	test("names and types of earlier cells are known", async () => {
		await ok("interface P { x: number }\nconst p: P = { x: 1 };\nfunction f(q: P) { return q.x; }\nenum E { A }");
		await ok("const y: number = f(p) + E.A;\nconst q: P = { x: y };");
		expect((await fault("f('no')")).ename).toBe("TS2345");
	});

	test("namespaces and globals stay, and can be declared again", async () => {
		await ok("namespace N { export const q = 1; export interface In { a: 1 } }");
		await ok("declare global { interface Shared { a: number; b: string } var shared: Shared; }");
		await ok("declare global { var other: 1; }");
		await ok("const n: N.In = { a: N.q as 1 };");
		await ok("const s: Shared = shared; other;");
		await ok("declare global { interface Shared { a: string } }");
		await ok("const t: string = shared.a; const u: Shared = { a: '' }; N.q;");
		await ok("namespace N { export const r = 2; }");
		await ok("N.r;");
		expect((await fault("N.q")).ename).toBe("TS2339");
		await ok("const N = 5;");
		await ok("const five: number = N; shared;");
	});

	test("a const can be declared again, with another type", async () => {
		await ok("const a = 1;");
		await ok("const a = 'text';");
		await ok("const b: string = a;");
	});

	test("an expression that is not kept declares nothing", async () => {
		await compile("const hidden = 1", false);
		expect((await fault("hidden")).ename).toBe("TS2304");
	});

	test("shorthand properties reach earlier cells", async () => {
		await ok("let a = 1;");
		expect((await ok("({ a })")).cell.code).toContain("{ a: __scope.a }");
		expect((await ok("({ a } = { a: 2 });")).cell.code).toContain("({ a: __scope.a } = { a: 2 })");
	});

	test("the last expression is the result", async () => {
		expect((await ok("1 + 1")).cell.result).toBeDefined();
		expect((await ok("const a = 1;")).cell.result).toBeUndefined();
	});
});

describe("this year's TypeScript", () => {
	test.each([
		"const a = await Promise.resolve(1);",
		"for await (const x of [1]) { x; }",
		"using d = { [Symbol.dispose]() {} };",
		"function f<const T>(x: T): T { return x; }",
		"[3, 1].toSorted();",
		"const c = { a: 1 } satisfies Record<string, number>;",
		"class K { accessor x = 1; static { } #p = 1; }",
		"export const e = 1; export default 7;",
		"console.log(new URL('http://x'), Buffer.from('x'), fetch);",
		"import fs, { readFileSync } from 'node:fs'; readFileSync;",
	])("%j compiles", async (source) => {
		await ok(source);
	});

	test("awaiting cells are marked, also those with only for await", async () => {
		expect((await ok("await 1;")).cell.isAsync).toBe(true);
		expect((await ok("for await (const x of [1]) { x; }")).cell.isAsync).toBe(true);
		expect((await ok("async () => await 1;")).cell.isAsync).toBe(false);
	});
});

describe("globals", () => {
	test("display, input, progress, comms and clearOutput are typed", async () => {
		await ok("display(1); display.html('x'); clearOutput(true);");
		await ok("const s: string = await input('name?');");
		await ok("for (const n of progress([1, 2])) { const m: number = n; }");
		await ok(
			"comms.registerTarget('t', (comm, message) => { comm.send(message.data, { buffers: message.buffers }); });",
		);
		expect((await fault("display.html(1)")).ename).toBe("TS2345");
	});

	test("a cell may have such names of its own", async () => {
		await ok("const input = 5;");
		await ok("const n: number = input;");
	});

	test("tf is typed where no node_modules is near, as value and as namespace", async () => {
		await ok("const t: tf.Tensor2D = tf.ones([2, 3]);");
		await ok("const n: number = t.shape[0];");
		expect((await fault("tf.ones('no')")).ename).toMatch(/^TS/);
	});

	test("an import of the same package finds the same types", async () => {
		await ok("import * as other from '@tensorflow/tfjs';\nconst t: tf.Tensor = other.ones([2]);");
	});

	test("only cells that touch tensors ask for the engine", async () => {
		expect((await ok("const a = 'tf';")).tensors).toBe(false);
		expect((await ok("const b = { tf: 1 }.tf;")).tensors).toBe(false);
		expect((await ok("tf.ones([1]);")).tensors).toBe(true);
		expect((await ok("import { ones } from '@tensorflow/tfjs-core'; ones([1]);")).tensors).toBe(true);
		expect((await ok("1 + 1")).tensors).toBe(false);
	});
});

describe("local files", () => {
	const write = (name: string, text: string) => fs.writeFileSync(path.join(folder, name), text);

	test("are compiled once, and again when they changed", async () => {
		write("one.ts", "import { two } from './two';\nexport const one: number = two;");
		write("two.ts", "export const two = 2;");
		const first = await ok("import { one } from './one'; one");
		expect(first.files.map(({ file }) => path.basename(file)).sort()).toEqual(["one.ts", "two.ts"]);
		expect(first.cell.local).toEqual({ "./one": path.join(folder, "one.ts") });
		expect((await ok("import { one as uno } from './one'; uno")).files).toEqual([]);
		write("two.ts", "export const two = 2 + 20;");
		const third = await ok("import { one as ein } from './one'; ein");
		expect(third.files.map(({ file }) => path.basename(file))).toEqual(["two.ts"]);
	});

	test("errors in them stop the cell and name the file", async () => {
		write("bad.ts", "\nexport const bad: number = 'x';");
		const { ename, traceback } = await fault("import { bad } from './bad'; bad");
		expect(ename).toBe("TS2322");
		expect(traceback[0]).toContain("bad.ts:2:14 - error");
	});

	test("count when they touch tensors", async () => {
		write("engine.ts", "export const make = () => tf.ones([1]);");
		expect((await ok("import { make } from './engine'; make")).tensors).toBe(true);
	});

	describe("a tsconfig.json beside the notebook", () => {
		const tsconfig = (text: string | object) =>
			write("tsconfig.json", typeof text === "string" ? text : JSON.stringify(text));
		afterEach(() => fs.rmSync(path.join(folder, "tsconfig.json")));

		test("is respected where it makes sense, with what it extends, and again when it changed", async () => {
			await ok("const kept = [41]; const same: tf.Tensor | null = null;");
			write("base.json", '{ "compilerOptions": { "noUncheckedIndexedAccess": true, "strict": true } }');
			tsconfig('{ /* why */ "extends": "./base.json", "compilerOptions": { "strict": false, "module": "amd", }, }');
			await ok("function f(x) { return x; }");
			await ok("const n: number = kept[0]; same;");
			tsconfig({ extends: "./base.json", compilerOptions: { module: "amd" } });
			expect((await fault("const n: number = kept[0];")).ename).toBe("TS2322");
			await ok("const again: 41 = kept[0] as 41; same;");
		});

		test("finds modules by its paths, and names global types", async () => {
			fs.mkdirSync(path.join(folder, "parts"), { recursive: true });
			write("parts/part.ts", "export const part: number = 1;");
			fs.mkdirSync(path.join(folder, "node_modules", "@types", "shapes"), { recursive: true });
			write("node_modules/@types/shapes/index.d.ts", "interface Shapes { round: 1 }");
			tsconfig({ compilerOptions: { paths: { "@parts/*": ["./parts/*"] }, types: ["shapes"], lib: ["es5", "dom"] } });
			expect((await ok("import { part } from '@parts/part'; part;")).cell.local).toHaveProperty("@parts/part");
			await ok("const shapes: Shapes = { round: 1 }; const none: HTMLElement | null = null; [1].toSorted();");
			fs.rmSync(path.join(folder, "node_modules"), { recursive: true });
		});

		test("leaves no JSX to other tools", async () => {
			tsconfig({ compilerOptions: { jsx: "preserve" } });
			await ok(
				"const React = { createElement: () => 1 }; declare global { namespace JSX { interface IntrinsicElements { b: {} } } }",
			);
			expect((await ok("<b />;")).cell.code).toContain("createElement(");
		});

		test("that is wrong is the error of each cell until it is mended", async () => {
			tsconfig('{ "compilerOptions": { "stricct": true } }');
			for (const source of ["1", "2"]) {
				expect((await fault(source)).traceback[0].split("\n").slice(0, 2)).toEqual([
					"tsconfig.json:1:24 - error TS5025: Unknown compiler option 'stricct'. Did you mean 'strict'?",
					'> 1 | { "compilerOptions": { "stricct": true } }',
				]);
			}
			tsconfig("{}");
			await ok("3");
		});
	});
});

describe("questions", () => {
	const complete = async (source: string) => {
		const { items, start, end } = await compiler.ask("complete", { source, offset: source.length });
		return { matches: items.map(({ text }) => text), start, end };
	};

	test("members of names in this cell and in earlier ones", async () => {
		expect((await complete("const q = { alpha: 1 }; q.al")).matches).toEqual(["alpha"]);
		await ok("const earlier = { gamma: 1 };");
		expect(await complete("earlier.ga")).toMatchObject({ matches: ["gamma"], start: 8, end: 10 });
	});

	test("globals, exact case first", async () => {
		expect((await complete("Mat")).matches).toEqual(["Math"]);
		expect((await complete("disp")).matches[0]).toBe("display");
		expect((await complete("tf.matM")).matches).toContain("matMul");
	});

	test("hover gives type and documentation", async () => {
		const found = await compiler.ask("inspect", { source: "parseInt", offset: 4 });
		expect(found?.plain).toMatch(/^function parseInt\(string: string, radix\?: number\): number/);
		expect(found?.markdown).toMatch(/^```typescript\n/);
		await ok("/** Twice x. */\nfunction twice(x: number) { return 2 * x; }");
		expect((await compiler.ask("inspect", { source: "twice", offset: 5 }))?.plain).toContain(
			"function twice(x: number)",
		);
	});

	test("inside a call the signature is shown", async () => {
		expect((await compiler.ask("inspect", { source: "parseInt(", offset: 9 }))?.plain).toContain("parseInt(");
	});

	test("an unknown name is not found", async () => {
		expect(await compiler.ask("inspect", { source: "qqqzzz", offset: 3 })).toBeUndefined();
	});
});
