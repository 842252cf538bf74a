/** The debugger, driven as JupyterLab drives it. */
import * as fs from "node:fs";
import * as path from "node:path";
import type { Content } from "../../kernel/protocol/message";
import { type Cell, Client } from "./client";

interface Variable {
	name: string;
	type: string;
	value: string;
	variablesReference: number;
}

interface Frame {
	id: number;
	name: string;
	line: number;
	source: { path: string };
}

class DebugClient {
	private seq = 0;

	constructor(readonly client: Client) {}

	async ask(command: string, args: object = {}): Promise<Content> {
		this.seq += 1;
		const cell = this.client.send(
			"debug_request",
			{ type: "request", seq: this.seq, command, arguments: args },
			{ channel: "control" },
		);
		const { reply } = await cell.done();
		expect(reply).toMatchObject({ type: "response", request_seq: this.seq, command });
		return reply;
	}

	async body(command: string, args: object = {}): Promise<Content> {
		const { success, message, body } = await this.ask(command, args);
		expect([success, message]).toEqual([true, undefined]);
		return body as Content;
	}

	async attach(): Promise<void> {
		await this.body("initialize", { clientID: "test", linesStartAt1: true });
		await this.body("attach");
		await this.body("configurationDone");
	}

	/** Runs a cell with breakpoints on its lines. */
	async run(code: string, lines: number[]): Promise<Cell> {
		const { sourcePath } = await this.body("dumpCell", { code });
		await this.body("setBreakpoints", { source: { path: sourcePath }, breakpoints: lines.map((line) => ({ line })) });
		return this.client.execute(code);
	}

	events(name: string): Content[] {
		return this.client.heard
			.filter(({ header, content }) => header.msg_type === "debug_event" && content.event === name)
			.map(({ content }) => content.body as Content);
	}

	/** Settles with the stop number `count`. */
	async stopped(count: number): Promise<Frame[]> {
		await this.client.until(() => this.events("stopped").length >= count);
		return (await this.body("stackTrace", { threadId: 1 })).stackFrames as Frame[];
	}

	async variables(frame: Frame, scope: string): Promise<Variable[]> {
		const { scopes } = (await this.body("scopes", { frameId: frame.id })) as {
			scopes: { name: string; variablesReference: number }[];
		};
		const { variablesReference } = scopes.find(({ name }) => name === scope)!;
		return this.unfold(variablesReference);
	}

	async unfold(variablesReference: number): Promise<Variable[]> {
		return (await this.body("variables", { variablesReference })).variables as Variable[];
	}

	async evaluate(expression: string, frameId?: number): Promise<unknown> {
		return (await this.body("evaluate", { expression, frameId })).result;
	}
}

let client: Client;
let dap: DebugClient;
beforeEach(async () => {
	client = await Client.start();
	dap = new DebugClient(client);
});
afterEach(() => client.close());

const shown = (variables: Variable[]) => Object.fromEntries(variables.map(({ name, value }) => [name, value]));

test("a breakpoint in a cell: frames, variables, steps, evaluation, the rest runs", async () => {
	await client.run("const base: number = 40; interface Pair { a: number; b: number[] }");
	await dap.attach();
	const code = [
		"function twice(x: number): number {",
		"  const doubled = 2 * x;",
		"",
		"  return doubled;",
		"}",
		"const pair: Pair = { a: 1, b: [2, 3] };",
		"console.log(twice(pair.a + base));",
	].join("\n");
	const cell = await dap.run(code, [2]);
	const [top, below] = await dap.stopped(1);
	expect(top).toMatchObject({ name: "twice", line: 2, source: { path: expect.stringMatching(/\d+\.ts$/) } });
	expect(below).toMatchObject({ name: "cell [2]", line: 7 });
	expect(shown(await dap.variables(top, "Locals"))).toMatchObject({
		x: "41",
		doubled: "undefined",
		pair: "{ a: 1, b: [ 2, 3 ] }",
	});
	expect(shown(await dap.variables(top, "Globals"))).toMatchObject({ base: "40" });

	await dap.body("next", { threadId: 1 });
	const [next] = await dap.stopped(2);
	expect(next).toMatchObject({ name: "twice", line: 4 });
	const locals = await dap.variables(next, "Locals");
	expect(shown(locals)).toMatchObject({ doubled: "82" });
	expect(locals.map(({ name }) => name)).not.toContain("__cell");
	const pair = locals.find(({ name }) => name === "pair")!;
	expect(shown(await dap.unfold(pair.variablesReference))).toEqual({ a: "1", b: "[ 2, 3 ]" });
	expect(await dap.evaluate("doubled + base as number", next.id)).toBe("122");
	expect(await dap.evaluate("[1, 2].map((base) => base + x)", next.id)).toBe("[ 42, 43 ]");

	await dap.body("stepOut", { threadId: 1 });
	expect((await dap.stopped(3))[0]).toMatchObject({ name: "cell [2]", line: 7 });
	await dap.body("continue", { threadId: 1 });
	await cell.done();
	expect(cell.reply.status).toBe("ok");
	expect(cell.text()).toBe("82\n");
	expect(dap.events("continued").length).toBeGreaterThanOrEqual(1);
});

describe("an end while the session stands at a breakpoint", () => {
	async function standing(): Promise<Cell> {
		await client.run("let kept = 41; const spin = () => { for (;;) {} };");
		await dap.attach();
		const cell = await dap.run("const here = 1;\nspin();", [2]);
		await dap.stopped(1);
		return cell;
	}

	test("an interrupt ends the cell, the state is kept, later breakpoints stop again", async () => {
		const cell = await standing();
		await client.request("interrupt_request", {}, "control");
		await cell.done();
		expect(cell.reply.ename).toBe("KeyboardInterrupt");
		expect((await client.run("kept + 1")).result).toBe("42");
		const next = await dap.run("kept += 1;\nkept", [2]);
		expect((await dap.stopped(2))[0]).toMatchObject({ line: 2 });
		await dap.body("continue", { threadId: 1 });
		expect((await next.done()).result).toBe("42");
	});

	test("a process that is killed: the breakpoints stand in the new one", async () => {
		const cell = await standing();
		const [frame] = await dap.stopped(1);
		const pid = Number(await dap.evaluate("process.pid", frame.id));
		process.kill(pid, "SIGKILL");
		await cell.done();
		expect(cell.reply.ename).toBe("RuntimeDied");
		expect(dap.events("continued")).toHaveLength(1);
		const next = client.execute("const here = 1;\nspin();", { stop_on_error: false });
		expect((await next.done()).reply.ename).toBe("TS2304");
		const again = await dap.run("const again = 5;\nagain", [2]);
		expect((await dap.stopped(2))[0]).toMatchObject({ line: 2 });
		await dap.body("continue", { threadId: 1 });
		expect((await again.done()).result).toBe("5");
	});

	test("disconnect lets the cell run", async () => {
		await dap.attach();
		const cell = await dap.run("const one = 1;\none + 1", [2]);
		await dap.stopped(1);
		await dap.body("disconnect", { restart: false, terminateDebuggee: false });
		expect((await cell.done()).result).toBe("2");
		expect((await client.run("one")).result).toBe("1");
	});

	test("a shutdown ends the kernel", async () => {
		await standing();
		client.send("shutdown_request", { restart: false }, { channel: "control" });
		expect(await client.ended()).toBe(0);
	});
});

test("process.exit in a debugged session ends the process at once", async () => {
	await dap.attach();
	const cell = await client.run("process.exit(7)");
	expect(cell.reply).toMatchObject({ ename: "RuntimeDied", evalue: expect.stringContaining("exit code 7") });
	expect((await client.run("2")).result).toBe("2");
});

describe("exceptions", () => {
	const caught = "try { throw new Error('inner'); } catch {}";

	test("all of them", async () => {
		await dap.attach();
		await dap.body("setExceptionBreakpoints", { filters: ["all"] });
		const cell = client.execute(`${caught}\nthrow new TypeError("outer");`);
		expect((await dap.stopped(1))[0]).toMatchObject({ line: 1 });
		expect(await dap.body("exceptionInfo", { threadId: 1 })).toMatchObject({ description: "Error: inner" });
		await dap.body("continue", { threadId: 1 });
		expect((await dap.stopped(2))[0]).toMatchObject({ line: 2 });
		await dap.body("continue", { threadId: 1 });
		expect((await cell.done()).reply.ename).toBe("TypeError");
	});

	test.each([
		["a cell", ""],
		["a cell that awaits", "await null; "],
	])("only those that no code of the reader catches, in %s", async (_, lead) => {
		await dap.attach();
		await dap.body("setExceptionBreakpoints", { filters: ["uncaught"] });
		const cell = client.execute(`${lead}${caught}\nconst f = () => { throw new TypeError("outer"); };\nf();`);
		expect((await dap.stopped(1))[0]).toMatchObject({ name: "f", line: 2 });
		await dap.body("continue", { threadId: 1 });
		expect((await cell.done()).reply.ename).toBe("TypeError");
		expect(dap.events("stopped")).toHaveLength(1);
	});
});

test("breakpoints in a local file, in a function of an earlier cell, after an await", async () => {
	const file = path.join(client.folder, "twice.ts");
	fs.writeFileSync(file, "export function twice(x: number): number {\n\tconst y = 2 * x;\n\treturn y;\n}\n");
	const early =
		"import { twice } from './twice';\nconst add = (a: number) =>\n  a + twice(a);\nconst later = async () => {\n  await null;\n  return add(1);\n};";
	await client.run(early);
	await dap.attach();
	await dap.body("setBreakpoints", { source: { path: file }, breakpoints: [{ line: 3 }] });
	const { sourcePath } = await dap.body("dumpCell", { code: early });
	await dap.body("setBreakpoints", { source: { path: sourcePath }, breakpoints: [{ line: 6 }, { line: 3 }] });
	expect((await dap.body("debugInfo")).breakpoints).toHaveLength(2);
	const cell = client.execute("await later()");
	expect((await dap.stopped(1))[0]).toMatchObject({ name: "later", line: 6, source: { path: sourcePath } });
	await dap.body("continue", { threadId: 1 });
	expect((await dap.stopped(2))[0]).toMatchObject({ name: "add", line: 3 });
	await dap.body("continue", { threadId: 1 });
	expect((await dap.stopped(3))[0]).toMatchObject({ name: "twice", line: 3, source: { path: file } });
	expect((await dap.body("source", { source: { path: file } })).content).toContain("const y = 2 * x");
	expect((await dap.body("modules")).modules).toContainEqual(expect.objectContaining({ path: file }));
	await dap.body("continue", { threadId: 1 });
	expect((await cell.done()).result).toBe("3");
});

test("variables without a stop: while idle, while a cell loops, tensors, unfolded", async () => {
	await client.run(
		"let count = 0; const names = new Map([['a', [1, 2]]]); const t = tf.ones([2, 3]); class Head {}; const late = () => 1;",
	);
	const look = async () => (await dap.body("inspectVariables")).variables as Variable[];
	const variables = await look();
	expect(shown(variables)).toMatchObject({
		count: "0",
		names: "Map(1) { 'a' => [ 1, 2 ] }",
		t: "Tensor float32 [2,3]",
		Head: "[class Head]",
	});
	expect(variables.map(({ name, type }) => [name, type])).toEqual(
		expect.arrayContaining([
			["count", "number"],
			["names", "Map"],
			["t", "Tensor"],
			["Head", "class"],
			["late", "function"],
		]),
	);
	const parts = await dap.unfold(variables.find(({ name }) => name === "t")!.variablesReference);
	expect(shown(parts)).toMatchObject({ dtype: "'float32'", shape: "[ 2, 3 ]" });
	const entries = await dap.unfold(variables.find(({ name }) => name === "names")!.variablesReference);
	expect(shown(entries)).toEqual({ "'a'": "[ 1, 2 ]" });
	const cell = client.execute("console.log('go'); for (;;) count += 1;");
	await cell.printed("go");
	expect(Number(shown(await look()).count)).toBeGreaterThan(0);
	await client.request("interrupt_request", {}, "control");
	await cell.done();
	const rich = await dap.body("richInspectVariables", { variableName: "t" });
	expect((rich.data as Content)["text/html"]).toContain("<table");
});

test("a variable of a frame is copied to the cells that follow", async () => {
	await dap.attach();
	const cell = await dap.run("const f = (inner: number) => {\n  return inner + 1;\n};\nf(41);", [2]);
	const [frame] = await dap.stopped(1);
	await dap.body("copyToGlobals", { srcVariableName: "inner", dstVariableName: "copied", srcFrameId: frame.id });
	const rich = await dap.body("richInspectVariables", { variableName: "inner", frameId: frame.id });
	expect(rich.data).toEqual({ "text/plain": "41" });
	await dap.body("continue", { threadId: 1 });
	await cell.done();
	expect((await client.run("copied + 1")).result).toBe("42");
});

test("what cannot be answered says so", async () => {
	for (const [command, args, words] of [
		["fly", {}, "no command"],
		["next", { threadId: 1 }, "must stand at a breakpoint"],
		["variables", { variablesReference: 99 }, "got 99"],
		["setBreakpoints", { source: {}, breakpoints: [] }, "source.path must be text"],
		["setBreakpoints", { source: { path: "/a.ts" }, breakpoints: [{ line: 0 }] }, "got 0"],
		["evaluate", { expression: "1 +" }, "evaluate"],
		["evaluate", { expression: "nowhere" }, "nowhere is not defined"],
	] as const) {
		expect(await dap.ask(command, args)).toMatchObject({ success: false, message: expect.stringContaining(words) });
	}
	expect((await client.run("1 + 1")).result).toBe("2");
});

test("the kernel says that it has a debugger, and how cells are named", async () => {
	expect((await client.request("kernel_info_request")).reply).toMatchObject({
		debugger: true,
		supported_features: expect.arrayContaining(["debugger"]),
	});
	const info = await dap.body("debugInfo");
	expect(info).toMatchObject({ isStarted: false, hashMethod: "Murmur2", stoppedThreads: [] });
});
