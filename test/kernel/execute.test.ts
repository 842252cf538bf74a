import * as fs from "node:fs";
import * as path from "node:path";
import { type Cell, Client } from "./client";

let client: Client;
beforeAll(async () => {
	client = await Client.start();
});
afterAll(() => client.close());

test("a cell: busy, execute_input, execute_result, idle, one count everywhere", async () => {
	const cell = await client.run("3 + 0");
	expect(cell.kinds).toEqual(["busy", "execute_input", "execute_result", "idle"]);
	expect(cell.result).toBe("3");
	const count = cell.reply.execution_count;
	expect(
		[...cell.of("execute_input"), ...cell.of("execute_result")].map(({ content }) => content.execution_count),
	).toEqual([count, count]);
	expect(cell.reply).toEqual({ status: "ok", execution_count: count, user_expressions: {}, payload: [] });
});

test("outputs come in the order of the code, all before idle", async () => {
	const cell = await client.run(
		"console.log('one'); display.html('<b>x</b>'); console.error('two'); clearOutput(); process.stdout.write('three'); 7",
	);
	expect(cell.kinds).toEqual([
		"busy",
		"execute_input",
		"stream",
		"display_data",
		"stream",
		"clear_output",
		"stream",
		"execute_result",
		"idle",
	]);
});

test("values that draw themselves later keep their place, and the last update of an id wins", async () => {
	const cell = await client.run(`
		const slow = (ms: number, text: string) => ({
			[Symbol.for("Jupyter.display")]: () => new Promise((drawn) => setTimeout(drawn, ms, { "text/plain": text })),
		});
		display(slow(60, "first"));
		display(slow(1, "second"));
		console.log("third");
		display(slow(40, "old"), { displayId: "x" });
		display(null, { raw: { "text/plain": "new" }, displayId: "x", update: true });
	`);
	const places = cell.of("display_data").map(({ content }) => (content.transient as { display_id: string }).display_id);
	const last = new Map(
		cell
			.of("update_display_data")
			.map(({ content }) => [
				(content.transient as { display_id: string }).display_id,
				(content.data as { "text/plain": string })["text/plain"],
			]),
	);
	expect(places.map((id) => last.get(id))).toEqual(["first", "second", "new"]);
	expect(cell.kinds.filter((kind) => !kind.startsWith("update"))).toEqual([
		"busy",
		"execute_input",
		"display_data",
		"display_data",
		"stream",
		"display_data",
		"idle",
	]);
});

test("a value that cannot draw itself fails its cell and says so in its place", async () => {
	const cell = await client.run(
		'display({ [Symbol.for("Jupyter.display")]: async () => { throw new RangeError("no ink") } }); 1',
	);
	expect(cell.reply).toMatchObject({ status: "error", ename: "RangeError", evalue: "no ink" });
	expect(cell.of("update_display_data")[0].content.data).toEqual({
		"text/plain": "could not be drawn: RangeError: no ink",
	});
});

test("a flood arrives whole, in order, before idle", async () => {
	const cell = await client.run("for (let i = 0; i < 20000; i++) console.log('line ' + i)");
	expect(cell.kinds.at(-1)).toBe("idle");
	expect(cell.text()).toBe(Array.from({ length: 20_000 }, (_, index) => `line ${index}\n`).join(""));
	expect(cell.of("stream").length).toBeLessThan(2000);
});

test("what native code and child processes write is caught, before idle", async () => {
	const cell = await client.run(
		`import { writeSync } from 'node:fs';
		import { execSync } from 'node:child_process';
		writeSync(1, 'native ü\\n'); writeSync(2, 'native error\\n');
		execSync('echo child; echo child error >&2', { stdio: 'inherit' });`,
	);
	expect(cell.text()).toBe("native ü\nchild\n");
	expect(cell.text("stderr")).toBe("native error\nchild error\n");
});

test("late output belongs to the cell that started it", async () => {
	const first = await client.run("setTimeout(() => console.log('late'), 30); Promise.resolve().then(() => 1)");
	const second = client.execute("await new Promise((r) => setTimeout(r, 60)); console.log('second')");
	await second.done();
	await first.printed("late");
	expect(second.text()).toBe("second\n");
});

test("what nobody awaits is reported on stderr, by its cell", async () => {
	const cell = await client.run(
		"Promise.reject(new TypeError('lost')); setTimeout(() => { throw new Error('thrown') }, 1);",
	);
	await cell.printed("TypeError: lost");
	await cell.printed("Error: thrown");
	expect((await client.run("1")).result).toBe("1");
});

test("an error: once on iopub, the same in the reply, with the reader's own lines", async () => {
	await client.run("function inner() {\n  throw new RangeError('boom');\n}");
	const cell = await client.run("const a: number = 1;\ninner();");
	const [error, ...more] = cell.of("error");
	expect(more).toEqual([]);
	const { ename, evalue, traceback } = error.content;
	expect(cell.reply).toMatchObject({ status: "error", ename, evalue, traceback });
	expect([ename, evalue]).toEqual(["RangeError", "boom"]);
	const text = (traceback as string[]).join("\n");
	expect(text).toMatch(/> 2 \|\s+throw new RangeError\('boom'\);/);
	expect(text).toMatch(/at inner \(cell \[\d+\]:2:9\)/);
	expect(text).toMatch(/at cell \[\d+\]:2:1/);
	expect(text).not.toContain("kernel/lib");
	expect(text).not.toContain("node:");
});

test("causes and values that are no errors", async () => {
	const cell = await client.run("throw new Error('outer', { cause: new TypeError('inner') })");
	expect((cell.reply.traceback as string[]).join("\n")).toContain("Caused by: TypeError: inner");
	expect((await client.run("throw 'text'")).reply).toMatchObject({ ename: "Thrown", evalue: "'text'" });
});

test("a type error runs nothing", async () => {
	const cell = await client.run("console.log('must not run');\nconst zz: number = 'text';");
	expect(cell.reply).toMatchObject({ status: "error", ename: "TS2322" });
	expect(cell.text()).toBe("");
});

test("a variable is one, for all cells and all closures", async () => {
	await client.run("let n = 0; function inc() { n++; return n; }");
	expect((await client.run("n = 10; inc(); n")).result).toBe("11");
	await client.run("let n = 100;");
	expect((await client.run("inc(); n")).result).toBe("100");
	expect((await client.run("inc()")).result).toBe("13");
});

test("a constant that was never reached says so", async () => {
	await client.run("if (Date.now() > 0) throw new Error('before'); const unreached = 1;");
	expect((await client.run("unreached")).reply).toMatchObject({ ename: "ReferenceError" });
});

test("this year's syntax runs", async () => {
	const cell = await client.run(`
		const log: string[] = [];
		{ using d = { [Symbol.dispose]() { log.push('disposed'); } }; log.push('used'); }
		for await (const x of [Promise.resolve(1), 2]) log.push(String(x));
		const { join } = await import('node:path');
		log.push(join('a', 'b'), typeof import.meta.dirname, typeof require, typeof __dirname);
		log.join()`);
	expect(cell.result).toBe("'used,disposed,1,2,a/b,string,function,string'");
});

test("what using needs is there, whatever this Node lacks", async () => {
	const cell = await client.run(`
		function* walk() { try { yield 1; } finally { console.log("closed"); } }
		{
			using stack = new DisposableStack();
			stack.use(walk()).next();
			await using later = new AsyncDisposableStack();
			later.defer(async () => console.log("later"));
		}
		new SuppressedError(1, 2) instanceof Error`);
	expect([cell.text(), cell.result]).toEqual(["later\nclosed\n", "true"]);
});

test("silent shows nothing and does not count; store_history false does not count", async () => {
	const count = (await client.run("1")).reply.execution_count as number;
	expect((await client.run("1", { silent: true })).kinds).toEqual(["busy", "idle"]);
	await client.run("1", { store_history: false });
	expect((await client.run("1")).reply.execution_count).toBe(count + 1);
});

test("user_expressions: values and errors", async () => {
	const { user_expressions } = (await client.run("1", { user_expressions: { good: "40 + 2", bad: "nowhere" } })).reply;
	expect(user_expressions).toMatchObject({
		good: { status: "ok", data: { "text/plain": "42" } },
		bad: { status: "error", ename: "TS2304" },
	});
});

test("cells that wait behind a failed one are answered, not run; a later one runs", async () => {
	const cells = ["1", "throw new Error('x')", "console.log('no')", "console.log('no')"].map((code) =>
		client.execute(code),
	);
	await Promise.all(cells.map((cell) => cell.done()));
	expect(cells.map(({ reply }) => reply.status)).toEqual(["ok", "error", "error", "error"]);
	expect(cells[2].reply).toMatchObject({ ename: "Aborted", execution_count: 0 });
	expect(cells[2].kinds).toEqual(["busy", "idle"]);
	expect((await client.run("1")).reply.status).toBe("ok");
	const more = [client.execute("throw 1", { stop_on_error: false }), client.execute("5")];
	await Promise.all(more.map((cell) => cell.done()));
	expect(more[1].result).toBe("5");
});

test("displays: ids, updates, values that draw themselves later", async () => {
	const cell = await client.run(`
		display('a', { displayId: 'q' }); display('b', { displayId: 'q', update: true });
		display({ [Symbol.for('Jupyter.display')]: async () => ({ 'text/html': '<i>late</i>' }) });`);
	const [shown, updated] = ["display_data", "update_display_data"];
	expect(cell.kinds).toEqual(["busy", "execute_input", shown, updated, shown, updated, "idle"]);
	const [first, later] = cell.of(shown);
	expect(first.content.transient).toEqual({ display_id: "q" });
	expect(cell.of(updated)[0].content.transient).toEqual({ display_id: "q" });
	expect(later.content.data).toEqual({ "text/plain": "drawing …" });
	expect(cell.of(updated)[1].content).toMatchObject({
		data: { "text/html": "<i>late</i>" },
		transient: later.content.transient,
	});
});

test("a display that fails is the cell's error", async () => {
	const code = "({ [Symbol.for('Jupyter.display')]() { throw new Error('cannot draw') } })";
	expect((await client.run(code)).reply).toMatchObject({ status: "error", evalue: "cannot draw" });
	const later = "display({ [Symbol.for('Jupyter.display')]: async () => { throw new Error('cannot yet') } })";
	expect((await client.run(later)).reply).toMatchObject({ status: "error", evalue: "cannot yet" });
});

test("progress shows one display, brought up to date", async () => {
	const cell = await client.run("let sum = 0; for (const n of progress([1, 2, 3], 'adding')) sum += n; sum");
	expect(cell.result).toBe("6");
	expect(cell.of("display_data")).toHaveLength(1);
	const last = cell.of("update_display_data").at(-1)?.content.data as Record<string, string>;
	expect(last["text/plain"]).toContain("3/3");
	expect(last["text/html"]).toContain('value="3"');
});

test("progress inside progress: one row for each depth, a new one for what stands beside", async () => {
	const cell = await client.run(`
		for (const a of progress([1, 2], "outer"))
			for (const b of progress([1, 2, 3], "middle"))
				for (const c of progress(["x"], "inner" + a + b)) if (b === 2) break;
		for (const d of progress([1], "beside")) {}`);
	const rows = new Map<string, string>();
	for (const { header, content } of cell.heard) {
		if (/display_data$/.test(header.msg_type)) {
			const { display_id } = content.transient as { display_id: string };
			rows.set(display_id, (content.data as Record<string, string>)["text/plain"]);
		}
	}
	expect(cell.of("display_data")).toHaveLength(4);
	expect([...rows.values()].map((text) => text.replace(/ \|.*\| | in .*/g, " "))).toEqual([
		"outer 2/2 ",
		"middle 3/3 ",
		"inner23 1/1 ",
		"beside 1/1 ",
	]);
});

test("progress walks through iterables of every kind, and ends where the loop does", async () => {
	const cell = await client.run(`
		async function* later() { yield 1; yield 2; }
		const seen: number[] = [];
		for await (const n of progress(later(), "later", { total: 2 })) seen.push(n);
		for await (const n of progress(tf.data.array([3, 5, 7]), "dataset")) seen.push(n as number);
		for await (const n of progress(tf.data.array([1]).repeat(), "endless")) { seen.push(n as number); break; }
		for (const n of progress(new Set([11, 13]), "broken")) { seen.push(n); break; }
		seen.join()`);
	expect(cell.result).toBe("'1,2,3,5,7,1,11'");
	const last = cell
		.of("update_display_data")
		.map(({ content }) => (content.data as Record<string, string>)["text/plain"]);
	const figures = (label: string) =>
		last
			.filter((text) => text.startsWith(label))
			.at(-1)
			?.match(/\d+(\/\d+)? in/)?.[0];
	expect(["later", "dataset", "endless", "broken"].map(figures)).toEqual(["2/2 in", "3/3 in", "0 in", "0/2 in"]);
	expect((await client.run("progress(5 as unknown as [])")).reply.evalue).toBe(
		"progress: items must be iterable, got number",
	);
});

describe("local files", () => {
	const write = (name: string, text: string) => fs.writeFileSync(path.join(client.folder, name), text);
	let cell: Cell;

	test("run, keep their state, and are loaded again when they or what they import changed", async () => {
		write("inner.ts", "export const inner: number = 1;");
		write(
			"outer.ts",
			"import { inner } from './inner';\nexport const outer = () => inner * 10;\nexport let count = { n: 0 };",
		);
		await client.run("import { outer, count } from './outer'; count.n++;");
		cell = await client.run(
			"import { outer as again, count as same } from './outer'; same.n++; [again(), same.n].join()",
		);
		expect(cell.result).toBe("'10,2'");
		write("inner.ts", "export const inner: number = 1 + 4;");
		cell = await client.run("import { outer as third, count as fresh } from './outer'; [third(), fresh.n].join()");
		expect(cell.result).toBe("'50,0'");
	});

	test("JSON, CommonJS and JavaScript modules are loaded again when they changed", async () => {
		const files: [string, (n: number) => string][] = [
			["data.json", (n) => `{ "n": ${n} }`],
			["common.cjs", (n) => `exports.n = ${n};`],
			["module.mjs", (n) => `export const n = ${n};`],
			["plain.js", (n) => `export const n = ${n};`],
			["whole.js", (n) => `module.exports = { n: ${n} };`],
			["inner.cjs", (n) => `exports.n = ${n};`],
			["outer.cjs", () => "exports.n = require('./inner.cjs').n;"],
			["through.ts", () => "import data from './data.json';\nexport const n = data.n;"],
		];
		const names = files.map(([name]) => name).filter((name) => name !== "inner.cjs");
		const code = (suffix: string) =>
			`${names.map((name, index) => `import * as m${index}${suffix} from './${name.replace(/\.ts$/, "")}';`).join("\n")}
			[${names.map((_, index) => `(m${index}${suffix} as any).n`)}].join()`;
		for (const n of [1, 22]) {
			for (const [name, text] of files) {
				write(name, text(n));
			}
			cell = await client.run(code(`_${n}`));
			expect(cell.reply.evalue).toBeUndefined();
			expect(cell.result).toBe(`'${names.map(() => n).join()}'`);
		}
	});

	test("one that failed is loaded again, not left half empty", async () => {
		write(
			"half.ts",
			"import { readFileSync } from 'node:fs';\nexport const first = 1;\nexport const text = readFileSync('half.txt', 'utf8');",
		);
		write("whole.ts", "export { first, text } from './half';");
		for (const again of ["", "2"]) {
			const { reply } = await client.run(`import { text as text${again} } from './whole'; text${again}`);
			expect(reply).toMatchObject({ status: "error", evalue: expect.stringContaining("ENOENT") });
		}
		write("half.txt", "there");
		expect((await client.run("import { text as found } from './whole'; found")).result).toBe("'there'");
	});

	test("may import each other, and be imported by two at once", async () => {
		write("left.ts", "import { right } from './right';\nexport const left = (): string => 'l' + typeof right;");
		write(
			"right.ts",
			"import { left } from './left';\nawait new Promise((done) => setTimeout(done, 20));\nexport const right = (): string => left() + 'r';",
		);
		cell = await client.run(
			"const [a, b] = await Promise.all([import('./left'), import('./right')]); a.left() + b.right()",
		);
		expect(cell.result).toBe("'lfunctionlfunctionr'");
	});

	test("addresses, paths of import.meta.resolve, and what cannot be found", async () => {
		write("far.mjs", "export const far = 7;");
		expect((await client.run("(await import(new URL('./far.mjs', import.meta.url).href)).far")).result).toBe("7");
		expect((await client.run("(await import(import.meta.resolve('./far.mjs'))).far")).result).toBe("7");
		expect((await client.run("import.meta.resolve('node:fs')")).result).toBe("'node:fs'");
		write("late.ts", "export const late = 1;");
		expect((await client.run("const name = './late'; await import(name)")).reply.evalue).toBe(
			'import: a local TypeScript file must be named where it is imported, import("./late"), got a name at run time',
		);
		const { evalue, traceback } = (await client.run("require('nowhere')")).reply;
		expect(evalue).toBe("Cannot find module 'nowhere'");
		expect((traceback as string[]).join("\n")).not.toContain("equire stack");
	});

	test("may await at their top level, and errors name their lines", async () => {
		write(
			"waits.ts",
			"export const waited: number = await Promise.resolve(5);\nexport function fail(): never {\n  throw new Error('there');\n}",
		);
		expect((await client.run("import { waited } from './waits'; waited")).result).toBe("5");
		const { traceback } = (await client.run("import { fail } from './waits'; fail()")).reply;
		expect((traceback as string[]).join("\n")).toMatch(/at fail \(.*waits\.ts:3:9\)/);
	});
});

test("no op warns, whatever this Node has deprecated", async () => {
	const cell = await client.run(
		"tf.unstack(tf.ones([2, 3])).length + tf.topk(tf.tensor1d([1, 5, 3]), 2).values.dataSync()[1]",
	);
	expect(cell.result).toBe("5");
	expect((await client.run("await new Promise(setImmediate)")).reply.status).toBe("ok");
	expect(cell.text("stderr")).toBe("");
});

test("tensors: no import, no node_modules near, no greeting, one engine", async () => {
	const cell = await client.run("const t = tf.tensor2d([[1, 2, 3], [4, 5, 6]]); t");
	expect(cell.result).toBe("Tensor float32 [2,3] · min 1, max 6, mean 3.5\n[[1, 2, 3],\n [4, 5, 6]]");
	expect(cell.text("stderr") + cell.text()).toBe("");
	expect((await client.run("import * as other from '@tensorflow/tfjs'; other.ones === tf.ones")).result).toBe("true");
	expect((await client.run("typeof attention.scaledDotProductAttention")).result).toBe("'function'");
	expect((await client.run("console.log({ t })")).text()).toContain("Tensor float32 [2,3]");
});

test("display.page: the reply brings what a pager shows, in order", async () => {
	const cell = await client.run("display.page('a\\nb'); display.page({ a: 1 }); 5");
	expect(cell.result).toBe("5");
	expect(cell.of("display_data")).toHaveLength(0);
	expect(cell.reply.payload).toEqual([
		{ source: "page", start: 0, data: { "text/plain": "a\nb" }, metadata: {} },
		{ source: "page", start: 0, data: { "text/plain": "{ a: 1 }" }, metadata: {} },
	]);
	expect((await client.run("6")).reply.payload).toEqual([]);
});

test("display.page after the cell's reply: an output of that cell", async () => {
	const early = await client.run(
		"let tell!: () => void; new Promise<void>((done) => { tell = done; }).then(() => display.page('late')); 0",
	);
	expect(early.reply.payload).toEqual([]);
	const other = await client.run("tell()");
	await client.until(() => early.of("display_data").length > 0);
	expect(early.of("display_data")[0].content).toEqual({ data: { "text/plain": "late" }, metadata: {}, transient: {} });
	expect([other.reply.payload, other.of("display_data")]).toEqual([[], []]);
});

test("display.page of a handler is an output, of an expression it comes with the reply", async () => {
	await client.run("comms.registerTarget('pages', () => display.page('heard'))");
	const heard = client.send("comm_open", { comm_id: "p", target_name: "pages", data: {} });
	await client.until(() => heard.kinds.includes("idle"));
	expect(heard.of("display_data").map(({ content }) => content.data)).toEqual([{ "text/plain": "heard" }]);
	const { reply } = await client.run("1", { user_expressions: { two: "display.page('asked'), 2" } });
	expect(reply.payload).toEqual([{ source: "page", start: 0, data: { "text/plain": "asked" }, metadata: {} }]);
});

test("the library that cells see is the one that chose the engine", async () => {
	const cell = await client.run(
		"const { name, reason = 'none better' } = attention.backendReport(); [name, reason].join()",
	);
	expect(cell.result).toBe(`'${process.env.ATTENTION_LAB_EXPECT_BACKEND ?? "tensorflow"},none better'`);
});
