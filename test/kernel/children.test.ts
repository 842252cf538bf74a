/** Processes that cells start, and that write when their cell has ended. */
import * as fs from "node:fs";
import * as path from "node:path";
import { Client } from "./client";

let client: Client;
beforeAll(async () => {
	client = await Client.start();
});
afterAll(() => client.close());

/** A child waits for a line of its standard input, then writes to both streams. */
const WORDS = JSON.stringify('read go; echo "out of it"; echo "also of it" >&2');
const GO = 'const end = new Promise((resolve) => child.on("close", resolve)); child.stdin.end("go\\n"); await end';
const spawn = (options: string) =>
	`const child = require("child_process").spawn("sh", ["-c", ${WORDS}], ${options}); const names = ["stdout", "stderr"] as const;`;

test.each([
	["listeners", "for (const name of names) child[name].on('data', (part: Buffer) => process[name].write(part));"],
	["pipes", "for (const name of names) child[name].pipe(process[name]);"],
	[
		"loops",
		"for (const name of names) (async () => { for await (const part of child[name]) process[name].write(part); })();",
	],
	[
		"lines",
		"for (const name of names) require('readline').createInterface({ input: child[name] }).on('line', (line: string) => process[name].write(line + '\\n'));",
	],
])("what a child sends through this process, by %s, belongs to the cell that started it", async (_, code) => {
	const starter = await client.run(`${spawn("{}")} ${code}`);
	const other = await client.run(GO);
	await starter.printed("also of it\n");
	expect([starter.text(), starter.text("stderr")]).toEqual(["out of it\n", "also of it\n"]);
	expect([other.reply.status, other.text(), other.text("stderr")]).toEqual(["ok", "", ""]);
});

test("so does what the callback of exec shows", async () => {
	const show = "(_: unknown, out: string, err: string) => { process.stdout.write(out); process.stderr.write(err); }";
	const starter = await client.run(`const child = require("child_process").exec(${WORDS}, ${show});`);
	await client.run(GO);
	await starter.printed("also of it\n");
	expect([starter.text(), starter.text("stderr")]).toEqual(["out of it\n", "also of it\n"]);
});

test("what a child writes to inherited descriptors belongs to the cell that runs", async () => {
	const starter = await client.run(spawn('{ stdio: ["pipe", "inherit", "inherit"] }'));
	const other = await client.run(`${GO}; "ended"`);
	expect([other.text(), other.text("stderr"), other.result]).toEqual(["out of it\n", "also of it\n", "'ended'"]);
	expect([starter.text(), starter.text("stderr")]).toEqual(["", ""]);
});

test("or to the one that ran last, and nothing of a flood is lost", async () => {
	const count = 70_001;
	const starter = await client.run(
		`require("child_process").execSync("mkfifo go");
		const child = require("child_process").spawn("sh", ["-c", "read go < go; seq ${count}; echo end >&2"], { stdio: "inherit" });`,
	);
	const last = await client.run("1");
	fs.writeFileSync(path.join(client.folder, "go"), "go\n");
	await Promise.all([last.printed(`\n${count}\n`), last.printed("end\n")]);
	expect(last.text()).toBe(Array.from({ length: count }, (_, index) => `${index + 1}\n`).join(""));
	expect([starter.text(), last.text("stderr")]).toEqual(["", "end\n"]);
});
