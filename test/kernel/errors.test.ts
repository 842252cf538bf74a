/** How thrown values are told. */
import { stripVTControlCharacters } from "node:util";
import { Client } from "./client";

let client: Client;
beforeAll(async () => {
	client = await Client.start();
});
afterAll(() => client.close());

async function thrown(code: string): Promise<{ ename: string; evalue: string; text: string }> {
	const { reply } = await client.run(code);
	expect(reply.status).toBe("error");
	const { ename, evalue, traceback } = reply as { ename: string; evalue: string; traceback: string[] };
	return { ename, evalue, text: stripVTControlCharacters(traceback.join("\n")) };
}

test("headings and the line that matters are bold, all else is not", async () => {
	const bold = (text: string) => `\x1b[1m${text}\x1b[22m`;
	const cell = await client.run("// one\nthrow Object.assign(new Error('outer', { cause: 5 }), { code: [7] });");
	expect(cell.of("error")[0].content.traceback).toEqual(cell.reply.traceback);
	expect((cell.reply.traceback as string[]).join("\n").split("\n")).toEqual([
		bold("Error: outer"),
		"  1 | // one",
		bold("> 2 | throw Object.assign(new Error('outer', { cause: 5 }), { code: [7] });"),
		"    |                     ^",
		expect.stringMatching(/^ {4}at cell \[\d+\]:2:21$/),
		"{ code: [ 7 ] }",
		bold("Caused by: 5"),
	]);
	const typed = (await client.run("const n: number = 'x';")).reply.traceback as string[];
	expect(typed[0].split("\n")[1]).toBe(bold("> 1 | const n: number = 'x';"));
});

test("a class of its own is named, unless it names itself", async () => {
	expect(await thrown("class NotFound extends RangeError {}\nthrow new NotFound('nothing')")).toMatchObject({
		ename: "NotFound",
		text: expect.stringMatching(/^NotFound: nothing\n/),
	});
	expect((await thrown("throw new (class Inner extends Error { name = 'Own' })('x')")).ename).toBe("Own");
	expect((await thrown("new URL('no address')")).ename).toBe("TypeError");
	expect((await thrown("AbortSignal.abort().throwIfAborted()")).ename).toBe("AbortError");
});

test("what an error carries is shown, as far as its message does not say it", async () => {
	const { text } = await thrown(
		"throw Object.assign(new Error('five'), { code: 5, list: Array(50).fill(1), same: 'five' })",
	);
	expect(text).toContain(
		"\n{\n  code: 5,\n  list: [\n    1, 1, 1, 1, 1,\n    1, 1, 1, 1, 1,\n    ... 40 more items\n  ]\n}",
	);
	const missing = await thrown("require('node:fs').readFileSync('nowhere')");
	expect(missing.text).not.toMatch(/errno|syscall/);
	const many =
		"Object.assign(new Error('many'), Object.fromEntries(Array.from({ length: 99 }, (_, n) => ['key' + n, n])))";
	expect((await thrown(`throw ${many}`)).text).toMatch(/key10: 10,\n {2}…\n\}$/);
});

test("a function that calls itself for ever is told once", async () => {
	const { text } = await thrown("function deep(n: number): number {\n  return deep(n + 1) + 1;\n}\ndeep(0);");
	expect(text).toMatch(/^RangeError: Maximum call stack size exceeded\n/);
	expect(text).toMatch(/at deep \(cell \[\d+\]:2:10\)\n {4}… \d+ more times$/);
});

test("causes, parts of an aggregate and what disposing hid, once each", async () => {
	const { text } = await thrown(`
		const parts = Array.from({ length: 12 }, (_, n) => new Error("part " + n));
		throw new AggregateError(parts, "all", { cause: "a word" });`);
	expect(text).toMatch(/^AggregateError: all\n.*Caused by: 'a word'\n\[0\]: Error: part 0\n.*… 2 more$/s);
	const hidden = await thrown(
		"{ using a = { [Symbol.dispose]() { throw new Error('closing'); } }; throw new Error('working'); }",
	);
	expect(hidden.ename).toBe("SuppressedError");
	expect(hidden.text).toMatch(/While disposing: Error: closing\n.*After: Error: working\n/s);
	const circle = await thrown("const e: Error = new Error('self'); e.cause = e; throw e;");
	expect(circle.text).toMatch(/Caused by: the same error$/);
	const chain =
		"let error = new Error('0'); for (let n = 1; n < 9; n++) error = new Error(String(n), { cause: error }); throw error;";
	expect((await thrown(chain)).text.match(/Caused by/g)).toHaveLength(5);
});

test.each([
	"{ [Symbol.for('nodejs.util.inspect.custom')]() { throw 1; } }",
	"new Proxy({}, { get() { throw 1; }, getPrototypeOf() { throw 1; }, ownKeys() { throw 1; } })",
	"new Proxy(new Error('x'), { get() { throw 1; }, getPrototypeOf() { throw 1; }, ownKeys() { throw 1; } })",
	"Object.create(null)",
	"Object.defineProperty(new Error('x'), 'message', { get() { throw 1; } })",
	"Object.defineProperty(new Error('x'), 'name', { get() { throw 1; } })",
	"Object.defineProperty(new Error('x'), 'cause', { get() { throw 1; } })",
	"Object.defineProperty(new Error('x'), 'stack', { get() { throw 1; } })",
	"Object.assign(new Error('x'), { message: Symbol('m'), name: 5n, errors: [null, undefined, {}] })",
	"undefined",
	"Symbol('s')",
])("whatever is thrown ends its cell: %s", async (value) => {
	const { ename, text } = await thrown(`throw ${value};`);
	expect([ename, text]).toEqual([expect.any(String), expect.stringContaining(ename)]);
});
