/** Cells that no kernel expects: each ends, with an error where something is wrong, and the next one runs. */
import { Client } from "./client";

let client: Client;
beforeAll(async () => {
	client = await Client.start({ quiet: true });
});
afterAll(() => client.close());
afterEach(() => expect(client.stderr).toBe(""));

test.each([
	["a display's metadata in a circle", "const c: any = {}; c.c = c; display(1, { metadata: c });", /circular/],
	["a list as metadata", "display(1, { metadata: [1] as any });", /^display: metadata must be an object, got \[ 1 \]$/],
	["a display id", "display(1, { displayId: 5n as any });", /^display: displayId must be text, got 5n$/],
	["clearOutput's wait", "clearOutput(5n as any);", /^clearOutput: wait must be true or false, got 5n$/],
	["a comm's metadata", "comms.open('x').send({}, { metadata: { a: 1n } });", /BigInt/],
	["a comm's target", "comms.open(5n as any);", /^comms.open: a target must have a name, got 5n$/],
	["input's password", "await input('x', { password: 1n as any });", /^input: password must be true or false, got 1n$/],
	[
		"a display of 300 MB",
		"display.html('\\n'.repeat(300_000_000));",
		/^message: .* must hold at most 256 MB, got 300 MB$/,
	],
	[
		"JSON nested deep",
		"let d: any = 1; for (let i = 0; i < 501; i++) d = [d]; display.json(d);",
		/^display: JSON must be nested at most 500 deep$/,
	],
	[
		"comm data nested deep",
		"let d: any = 1; for (let i = 0; i < 501; i++) d = [d]; comms.open('x', d);",
		/^comm: data must be nested at most 500 deep$/,
	],
	["garbage in the kernel's line", "require('fs').writeSync(3, 'garbage'); 1", /wrote to descriptor 3/],
	["the kernel's line closed", "require('fs').closeSync(3);", /exit code 7|lost descriptor 3/],
])("%s", async (_, code, words) => {
	const { reply, of } = await client.run(code).then((cell) => ({ reply: cell.reply, of: cell.of("error") }));
	expect(reply.status).toBe("error");
	expect(reply.evalue).toMatch(words);
	expect(of).toHaveLength(1);
	expect((await client.run("1 + 1")).result).toBe("2");
});

test("a standard output that a cell closed takes nothing, and costs nothing", async () => {
	const open = "const { closeSync, openSync, writeSync } = require('fs'); closeSync(1);";
	const cell = await client.run(
		`${open} const file = openSync('mine.txt', 'w+'); console.log('said'); writeSync(file, 'kept'); file`,
	);
	expect(cell.result).toBe("1");
	expect(cell.text()).toBe("said\n");
	expect((await client.run("require('fs').readFileSync('mine.txt', 'utf8')")).result).toBe("'kept'");
	await client.run("process.exit()");
});

test("the line by which the kernel speaks cannot be closed unseen", async () => {
	const cell = await client.run("require('fs').closeSync(4); await new Promise(() => {});");
	expect(cell.reply).toMatchObject({ ename: "RuntimeDied", evalue: expect.stringContaining("lost descriptor 4") });
	expect((await client.run("1 + 1")).result).toBe("2");
});

test("a text longer than any message arrives, in parts that front ends take", async () => {
	const cell = await client.run("console.log('\\n'.repeat(70_000_000) + '😀'.repeat(70_000));");
	const text = cell.text();
	expect(text.length).toBe(70_000_000 + 140_000 + 1);
	expect(text.slice(70_000_000)).toBe(`${"😀".repeat(70_000)}\n`);
	expect(Math.max(...cell.of("stream").map(({ content }) => String(content.text).length))).toBeLessThan(200_000);
});

test("what a cell writes to its descriptors itself waits for the reader", async () => {
	const cell = await client.run(
		"const fs = require('fs'); for (let i = 0; i < 100_000; i++) fs.writeSync(1, i + '\\n');",
	);
	expect(cell.reply.status).toBe("ok");
	expect(cell.text()).toBe(Array.from({ length: 100_000 }, (_, index) => `${index}\n`).join(""));
});
