import * as fs from "node:fs";
import * as path from "node:path";
import { Client } from "./client";

let client: Client;
beforeAll(async () => {
	client = await Client.start();
	fs.writeFileSync(path.join(client.folder, "spin.ts"), "export function spin(): never { for (;;) {} }");
	await client.run(
		"let keep = 41; import { spin } from './spin'; const wait = (ms: number) => new Promise((r) => setTimeout(r, ms));",
	);
});
afterAll(() => client.close());

async function interrupted(code: string) {
	const cell = client.execute(code);
	await cell.printed("go");
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
])("%s ends, the state is kept", async (_, code) => {
	const cell = await interrupted(code);
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
