import { Client } from "./client";

let client: Client;
beforeAll(async () => {
	client = await Client.start();
});
afterAll(() => client.close());

const LINES = 100_003;

test("a flood of lines is few messages, in order, before the value", async () => {
	const cell = await client.run(`for (let i = 0; i < ${LINES}; i++) console.log("ligne é " + i); "end"`);
	expect(cell.text()).toBe(Array.from({ length: LINES }, (_, i) => `ligne é ${i}\n`).join(""));
	expect(cell.of("stream").length).toBeLessThan(LINES / 100);
	expect(cell.kinds.slice(-2)).toEqual(["execute_result", "idle"]);
});

test("of two streams in turns, too: each in order", async () => {
	const cell = await client.run(`for (let i = 0; i < ${LINES}; i++) (i % 2 ? console.error : console.log)(i);`);
	for (const [name, first] of [
		["stdout", 0],
		["stderr", 1],
	] as const) {
		const expected = Array.from({ length: Math.ceil((LINES - first) / 2) }, (_, i) => `${2 * i + first}\n`);
		expect(cell.text(name)).toBe(expected.join(""));
	}
	expect(cell.of("stream").length).toBeLessThan(LINES / 50);
});

test("a few words to two streams keep their order", async () => {
	const cell = await client.run("console.log('a'); console.error('b'); console.log('c'); console.error('d');");
	expect(cell.of("stream").map(({ content }) => content.text)).toEqual(["a\n", "b\n", "c\n", "d\n"]);
});

test("halves of a surrogate pair meet again", async () => {
	const cell = await client.run("for (const half of ['x', '\\ud83d', '\\ude00', 'y']) process.stdout.write(half);");
	expect(cell.text()).toBe("x😀y");
});

test("nothing is lost when the process is killed in a flood", async () => {
	const cell = await client.run("for (let i = 0; i < 7001; i++) console.log(i); process.kill(process.pid, 'SIGKILL');");
	expect(cell.reply.ename).toBe("RuntimeDied");
	expect(cell.text()).toBe(Array.from({ length: 7001 }, (_, i) => `${i}\n`).join(""));
});

test("a flood of displays is slowed to what a front end takes, none is lost, and it can be interrupted", async () => {
	const started = performance.now();
	const cell = await client.run("for (let i = 0; i < 1501; i++) display(i);");
	const seconds = (performance.now() - started) / 1000;
	expect(cell.of("display_data").map(({ content }) => (content.data as Record<string, string>)["text/plain"])).toEqual(
		Array.from({ length: 1501 }, (_, i) => String(i)),
	);
	// A burst of 400, then 750 a second.
	expect(seconds).toBeGreaterThan(1);
	const endless = client.execute("for (let i = 0; ; i++) display(i);");
	await client.until(() => endless.of("display_data").length > 100);
	await client.request("interrupt_request", {}, "control");
	expect((await endless.done()).reply.ename).toBe("KeyboardInterrupt");
	expect((await client.run("2")).result).toBe("2");
});
