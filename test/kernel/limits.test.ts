import { Client } from "./client";

const clients: Client[] = [];
afterEach(() => Promise.all(clients.splice(0).map((client) => client.close())));

async function start(env: NodeJS.ProcessEnv): Promise<Client> {
	const client = await Client.start({ env });
	clients.push(client);
	return client;
}

describe("time of a cell", () => {
	test.each([
		["a loop", "while (true) {}"],
		["an await", "await new Promise(() => {})"],
		["a loop that catches all", "for (;;) { try { await new Promise((go) => setTimeout(go, 7)); } catch {} }"],
	])("%s is stopped, variables stay, later cells run", async (_, code) => {
		const client = await start({ ATTENTION_LAB_CELL_SECONDS: "0.7" });
		await client.run("const kept = 23;");
		const { reply, kinds } = await client.run(`console.log("before"); ${code}`);
		expect(reply).toMatchObject({
			status: "error",
			ename: "TimeLimit",
			evalue: "ATTENTION_LAB_CELL_SECONDS: a cell must end within 0.7 s, this one did not; all variables are kept",
		});
		expect(kinds).toEqual(["busy", "execute_input", "stream", "error", "idle"]);
		expect((await client.run("kept")).result).toBe("23");
	});

	test("what resists an interrupt is ended with its process", async () => {
		const client = await start({ ATTENTION_LAB_CELL_SECONDS: "0.3" });
		const { reply } = await client.run(
			"require('node:child_process').execSync('mkfifo f'); require('fs').readFileSync('f');",
		);
		expect(reply).toMatchObject({ ename: "TimeLimit", evalue: expect.stringContaining("all variables are gone") });
		expect((await client.run("5")).result).toBe("5");
	});
});

test.each([
	["its own", "const all: Buffer[] = []; for (;;) all.push(Buffer.alloc(1_000_000, 7));"],
	[
		"of a process that it started",
		`await new Promise((end) => require("node:child_process").spawn(process.execPath,
			["-e", "const all = []; for (;;) all.push(Buffer.alloc(1e6, 7))"]).on("exit", end)); while (true) {}`,
	],
])("memory, %s", async (_, code) => {
	const client = await start({ ATTENTION_LAB_MEMORY_MB: "500" });
	const { reply } = await client.run(code);
	expect(reply).toMatchObject({
		ename: "MemoryLimit",
		evalue: expect.stringMatching(
			/^ATTENTION_LAB_MEMORY_MB: cells must hold at most 500 MB, got \d{3,} MB; all variab/,
		),
	});
	expect((await client.run("5")).result).toBe("5");
});

test("output: one line tells what was dropped; errors, values and the next cell are whole", async () => {
	const client = await start({ ATTENTION_LAB_OUTPUT_MB: "0.01" });
	const cell = await client.run(
		`for (let i = 0; i < 2000; i++) console.log("123456789"); display.html("<b>gone</b>"); "value"`,
	);
	expect(cell.text()).toBe("123456789\n".repeat(1000));
	expect(cell.text("stderr")).toMatch(
		/^ATTENTION_LAB_OUTPUT_MB: a cell must show at most 0.01 MB, got 0.01\d+ MB more/,
	);
	expect(cell.text("stderr").trim().split("\n")).toHaveLength(1);
	expect(cell.of("display_data")).toHaveLength(0);
	expect(cell.result).toBe("'value'");
	const next = await client.run(`console.log("short"); clearOutput(); throw new Error("shown")`);
	expect(next.text()).toBe("short\n");
	expect(next.reply).toMatchObject({ ename: "Error", evalue: "shown" });
});

test("limits that make no sense refuse every cell, and say which", async () => {
	const client = await start({ ATTENTION_LAB_CELL_SECONDS: "soon", ATTENTION_LAB_MEMORY_MB: "-3" });
	for (const code of ["1", "2"]) {
		const cell = await client.run(code);
		expect(cell.reply).toMatchObject({
			status: "error",
			ename: "BadLimit",
			evalue:
				'ATTENTION_LAB_CELL_SECONDS: must be a number above 0, got "soon"; ' +
				'ATTENTION_LAB_MEMORY_MB: must be a number above 0, got "-3"',
		});
		expect(cell.of("error")).toHaveLength(1);
	}
	expect((await client.request("kernel_info_request")).reply.status).toBe("ok");
});
