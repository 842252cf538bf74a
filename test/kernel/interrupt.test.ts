import * as fs from "node:fs";
import * as path from "node:path";
import type { Content } from "../../kernel/protocol/message";
import { Client } from "./client";

let client: Client;
beforeAll(async () => {
	client = await Client.start();
	const write = (name: string, text: string) => fs.writeFileSync(path.join(client.folder, name), text);
	write("spin.ts", "export function spin(): never { for (;;) {} }");
	const spinOnce = "console.log('go'); while (!(globalThis as any).enough) {} export const whole = 5;";
	write("once.ts", spinOnce);
	write("once.cjs", "exports.part = 1; console.log('go'); while (!globalThis.enough) {} exports.whole = 5;");
	write("once.mjs", "console.log('go'); while (!globalThis.enough) {} export const whole = 5;");
	write("turns.js", "for (;;) {}");
	await client.run(
		"let keep = 41; import { spin } from './spin'; const wait = (ms: number) => new Promise((r) => setTimeout(r, ms));",
	);
});
afterAll(() => client.close());

async function interrupted(code: string, more: Content = {}) {
	const cell = client.execute(code, more);
	await Promise.race([cell.printed("go"), cell.done()]);
	await client.request("interrupt_request", {}, "control");
	return cell.done();
}

test.each([
	["a loop", "console.log('go'); while (true) {}"],
	["a pending await", "console.log('go'); await new Promise(() => {});"],
	["a loop after an await", "await wait(1); console.log('go'); while (true) {}"],
	["a loop in a timer", "setTimeout(() => { console.log('go'); while (true) {} }, 1); await wait(50);"],
	["a loop in a promise's callback", "await wait(1).then(() => { console.log('go'); while (true) {} });"],
	["a loop in nextTick", "process.nextTick(() => { console.log('go'); while (true) {} }); await wait(50);"],
	["an endless chain of promises", "console.log('go'); const f = async () => { for (;;) await null; }; await f();"],
	["a loop in an imported module", "console.log('go'); spin();"],
	["a loop that catches", "console.log('go'); for (;;) { try { for (;;) {} } catch {} finally {} }"],
	[
		"an endless async generator",
		"console.log('go'); for await (const x of (async function* () { await new Promise(() => {}); })()) {}",
	],
	["a question to the reader", "console.log('go'); await input('never answered');", { allow_stdin: true }],
	["a display method", "({ [Symbol.for('Jupyter.display')]() { console.log('go'); for (;;) {} } })"],
	[
		"a display that draws itself later",
		"display({ async [Symbol.for('Jupyter.display')]() { await null; console.log('go'); for (;;) {} } });",
	],
	["_repr_html_", "({ _repr_html_() { console.log('go'); for (;;) {} } })"],
	["a getter that the value's text needs", "({ get [Symbol.toStringTag]() { console.log('go'); for (;;) {} } })"],
	[
		"a getter of a thrown error",
		"throw Object.defineProperty(new Error(), 'message', { get() { console.log('go'); for (;;) {} } });",
	],
	["a child process that is waited for", "console.log('go'); require('child_process').execSync('sleep 1000');"],
	[
		"one that is deaf to SIGINT",
		"console.log('go'); require('child_process').spawnSync('sh', ['-c', 'trap \"\" INT; sleep 1000; true']);",
	],
	["Atomics.wait", "console.log('go'); Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);"],
	[
		"a worker that loops while the cell waits",
		"const w = new (require('worker_threads').Worker)('./turns.js'); await new Promise((r) => w.once('online', r)); console.log('go'); await new Promise((r) => w.once('exit', r));",
	],
	["a regular expression that takes for ever", "console.log('go'); /(a*)*b/.test('a'.repeat(40));"],
	["a sort that never ends", "console.log('go'); [...Array(9).keys()].sort(() => { for (;;) {} });"],
	["a proxy", "console.log('go'); new Proxy<any>({}, { get() { for (;;) {} } }).x;"],
])("%s ends, the state is kept", async (_, code, more: Content = {}) => {
	const cell = await interrupted(code, more);
	expect(cell.reply).toMatchObject({ status: "error", ename: "KeyboardInterrupt" });
	expect(cell.of("error")).toHaveLength(1);
	expect((await client.run("keep + 1")).result).toBe("42");
});

test("a pending await rejects, so that finally runs", async () => {
	const cell = await interrupted(
		"try { console.log('go'); await new Promise(() => {}); } finally { console.log('cleaned up'); }",
	);
	expect(cell.text()).toBe("go\ncleaned up\n");
	expect(cell.reply.ename).toBe("KeyboardInterrupt");
});

test("many in a row, and timers, promises and tags of late output still work", async () => {
	for (let round = 0; round < 10; round += 1) {
		await interrupted("setTimeout(() => { console.log('go'); while (true) {} }, 1); await wait(50);");
	}
	const first = await client.run("setTimeout(() => console.log('late'), 20);");
	expect((await client.run("await wait(40); await Promise.resolve(7)")).result).toBe("7");
	expect(first.text()).toBe("late\n");
});

test("an interrupt when idle harms nothing", async () => {
	const cell = await client.request("interrupt_request", {}, "control");
	expect(cell.reply).toEqual({ status: "ok" });
	expect((await client.run("await wait(1); keep + 1")).result).toBe("42");
});

test("a loop that goes on after its cell can be stopped, too", async () => {
	const cell = await client.run("setTimeout(() => { console.log('go'); while (true) {} }, 1);");
	await cell.printed("go");
	await client.request("interrupt_request", {}, "control");
	expect((await client.run("keep + 1")).result).toBe("42");
});

test("cells that came later run", async () => {
	const cell = client.execute("console.log('go'); while (true) {}", { stop_on_error: false });
	const next = client.execute("keep");
	await cell.printed("go");
	await client.request("interrupt_request", {}, "control");
	expect((await next.done()).result).toBe("41");
});

test.each([
	["a local file", "import { whole } from './once'; whole", "import { whole } from './once'; whole"],
	["a CommonJS file", "require('./once.cjs').whole", "require('./once.cjs').whole"],
	["an ES module", "(await import('./once.mjs' as any)).whole", "(await import('./once.mjs' as any)).whole"],
])("%s that was stopped while it was loaded is loaded again", async (_, code, again) => {
	await client.run("(globalThis as any).enough = false;");
	expect((await interrupted(code)).reply.ename).toBe("KeyboardInterrupt");
	await client.run("(globalThis as any).enough = true;");
	expect((await client.run(again)).result).toBe("5");
});

describe("a comm's handler", () => {
	/** A message to a comm whose handler runs this, once that prints. */
	async function handling(code: string) {
		await client.run(`comms.registerTarget('spin', (comm) => comm.onMessage(async () => { ${code} }));`);
		client.send("comm_open", { comm_id: code, target_name: "spin", data: {} });
		const message = client.send("comm_msg", { comm_id: code, data: {} });
		await message.printed("go");
		return message;
	}

	test("that loops is stopped and said so; the next message and cell are heard", async () => {
		const message = await handling("console.log('go'); for (;;) {}");
		const cell = client.execute("keep + 1", { stop_on_error: false });
		await client.request("interrupt_request", {}, "control");
		await client.until(() => message.kinds.includes("idle"));
		expect(message.text("stderr")).toMatch(/^A comm handler failed:\nKeyboardInterrupt: /);
		expect((await cell.done()).result).toBe("42");
	});

	test("that loops after an await is stopped", async () => {
		await handling("await wait(1); console.log('go'); for (;;) {}");
		await client.request("interrupt_request", {}, "control");
		expect((await client.run("keep + 1")).result).toBe("42");
	});
});

test("a cell that is still compiled does not run", async () => {
	const slow = Array.from({ length: 3000 }, (_, n) => `const c${n} = { a: ${n}, b: [${n}, "x"] };`).join("\n");
	const cell = client.execute(`${slow}\nconsole.log("ran");`);
	await client.until(() => cell.of("execute_input").length > 0);
	await client.request("interrupt_request", {}, "control");
	expect((await cell.done()).reply.ename).toBe("KeyboardInterrupt");
	expect(cell.text()).toBe("");
	expect((await client.run("keep + 1")).result).toBe("42");
});

test("two hundred interrupts at once are one", async () => {
	const cell = client.execute("console.log('go'); while (true) {}");
	await cell.printed("go");
	const asked = Array.from({ length: 200 }, () => client.send("interrupt_request", {}, { channel: "control" }));
	await Promise.all(asked.map((request) => request.done()));
	expect((await cell.done()).reply.ename).toBe("KeyboardInterrupt");
	expect((await client.run("await wait(1); keep + 1")).result).toBe("42");
});

describe("tensors", () => {
	test("TensorFlow is loaded whole, also when an interrupt comes meanwhile", async () => {
		const fresh = await Client.start();
		const cell = fresh.execute("tf.ones([2]).shape");
		await fresh.until(() => cell.of("execute_input").length > 0);
		await fresh.request("interrupt_request", {}, "control");
		await cell.done();
		expect((await fresh.run("console.log('heard'); tf.ones([2, 3]).shape")).text()).toBe("heard\n");
		expect((await fresh.run("tf.ones([2, 3]).size")).result).toBe("6");
		await fresh.close();
	});

	test("native work ends the cell when it returns", async () => {
		const cell = await interrupted(
			"const big = tf.ones([700, 700]); console.log('go'); for (;;) tf.tidy(() => tf.matMul(big, big));",
		);
		expect(cell.reply.ename).toBe("KeyboardInterrupt");
	});

	test("attention that would take minutes ends within a blink, and the next one is whole", async () => {
		await client.run("const far = tf.randomNormal([1, 8, 16384, 64]), near = tf.ones([1, 1, 3, 2]);");
		for (const pass of [
			"attention.scaledDotProductAttention(far, far, far)",
			"tf.grad((x) => attention.scaledDotProductAttention(x, x, x))(far)",
			"attention.attend(far, far, far, { give: ['entropy'] })",
		]) {
			const cell = await interrupted(`console.log('go'); for (;;) tf.tidy(() => { ${pass}; });`);
			expect(cell.reply.ename).toBe("KeyboardInterrupt");
			const one = "attention.scaledDotProductAttention(near, near, near).dataSync()";
			expect((await client.run(one)).result).toBe("Float32Array(6) [ 1, 1, 1, 1, 1, 1 ]");
		}
	});

	test("what a stopped computation held is freed, and later ones record no gradients of it", async () => {
		await client.run("const x = tf.ones([3]); const count = tf.memory().numTensors;");
		await interrupted(
			"tf.tidy(() => { tf.ones([5]); tf.grad((v): typeof v => { console.log('go'); for (;;) v.square(); })(x); });",
		);
		const state = "const { scopeStack, gradientDepth, kernelDepth } = (tf.engine() as any).state;";
		const cell = await client.run(
			`${state} [scopeStack.length, gradientDepth, kernelDepth, tf.memory().numTensors - count]`,
		);
		expect(cell.result).toBe("[ 0, 0, 0, 0 ]");
		expect((await client.run("tf.grad((v) => v.square())(x).dataSync()[0]")).result).toBe("2");
	});
});
