import { spawn } from "node:child_process";
import * as fs from "node:fs";
import * as net from "node:net";
import { stripVTControlCharacters } from "node:util";
import { Client, gone, type StartOptions } from "./client";

const clients: Client[] = [];
afterEach(() => Promise.all(clients.splice(0).map((client) => client.close())));

async function start(options?: StartOptions): Promise<Client> {
	const client = await Client.start(options);
	clients.push(client);
	return client;
}

/** The runtime's process. */
async function runtimePid(client: Client): Promise<number> {
	return Number((await client.run("process.pid")).result);
}

/** A cell that loops, once it does. */
async function looping(client: Client): Promise<void> {
	await client.execute("console.log('go'); while (true) {}").printed("go");
}

describe("the kernel ends, with all its processes, out of a loop", () => {
	test("on shutdown", async () => {
		const client = await start();
		const runtime = await runtimePid(client);
		await looping(client);
		const asked = client.send("shutdown_request", { restart: true }, { channel: "control" });
		await client.until(() => asked.reply.restart === true);
		expect(await client.ended()).toBe(0);
		await gone(runtime);
	});

	test("on SIGTERM", async () => {
		const client = await start();
		const runtime = await runtimePid(client);
		await looping(client);
		client.process.kill("SIGTERM");
		expect(await client.ended()).toBe(0);
		await gone(runtime);
	});

	test("when it is killed", async () => {
		const client = await start();
		const runtime = await runtimePid(client);
		const child = Number((await client.run("require('child_process').spawn('sleep', ['1000']).pid")).result);
		await looping(client);
		client.process.kill("SIGKILL");
		await gone(runtime);
		await gone(child);
	});

	test("when its starter is killed", async () => {
		const starter = spawn("sleep", ["1000"]);
		const client = await start({ env: { JPY_PARENT_PID: String(starter.pid) } });
		const runtime = await runtimePid(client);
		await looping(client);
		starter.kill("SIGKILL");
		expect(await client.ended()).toBe(0);
		await gone(runtime);
	});
});

describe("the runtime may die, the kernel does not", () => {
	test.each([
		["process.exit(3)", "exit code 3"],
		["process.abort()", "SIGABRT"],
		["process.kill(process.pid, 'SIGSEGV'); await new Promise(() => {})", "SIGSEGV"],
	])("%s", async (code, words) => {
		const client = await start();
		await client.run("const kept = 1;");
		const cells = [
			client.execute(`for (let i = 0; i < 1000; i++) console.log('line ' + i); ${code}`),
			client.execute("console.log('must not run')"),
		];
		await Promise.all(cells.map((cell) => cell.done()));
		expect(cells[0].reply).toMatchObject({ status: "error", ename: "RuntimeDied" });
		expect(cells[0].reply.evalue).toContain(words);
		expect(cells[0].text().split("\n")).toHaveLength(1001);
		expect(cells[1].reply.status).toBe("error");
		expect(cells[1].text()).toBe("");
		const lost = (await client.run("kept + never")).reply;
		expect(lost.ename).toBe("TS2304");
		const note = "kept was declared in cell [1] and is gone with the process that held it: run that cell again";
		expect(stripVTControlCharacters((lost.traceback as string[]).at(-1)!)).toBe(note);
		expect((await client.run("const kept = 2; kept")).result).toBe("2");
		const { history } = (await client.request("history_request", { hist_access_type: "tail", n: 9 })).reply;
		expect((history as unknown[]).length).toBeGreaterThanOrEqual(4);
	});

	test("while idle: it is said, comms are closed, the next cell runs", async () => {
		const client = await start();
		const cell = await client.run("comms.open('viewer'); setTimeout(() => process.exit(4), 1);");
		await cell.printed("exit code 4");
		await client.until(() => client.heard.some(({ header }) => header.msg_type === "comm_close"));
		expect((await client.run("2")).result).toBe("2");
	});

	test("where Linux is out of memory, the runtime and what it starts go first", async () => {
		const client = await start();
		const score = (pid: number) => Number(fs.readFileSync(`/proc/${pid}/oom_score_adj`, "utf8"));
		const cell = await client.run("[process.pid, require('child_process').spawn('sleep', ['1000']).pid].join()");
		const pids = String(cell.result).match(/\d+/g)!.map(Number);
		const first = Math.min(1000, score(client.process.pid!) + 500);
		expect(pids.map(score)).toEqual([first, first]);
	});

	test("out of memory", async () => {
		const client = await start({ env: { ATTENTION_LAB_HEAP_MB: "64" } });
		const cell = await client.run("const all: number[][] = []; while (true) all.push(new Array(100_000).fill(1.5));");
		expect(cell.reply).toMatchObject({ ename: "RuntimeDied", evalue: expect.stringContaining("ran out of memory") });
		expect((await client.run("2")).result).toBe("2");
	});
});

test("tcp, an empty key, words it does not know, no writable home", async () => {
	const ports = await Promise.all([0, 1, 2, 3, 4].map(freePort));
	const [shell_port, control_port, iopub_port, stdin_port, hb_port] = ports;
	const client = await start({
		connection: {
			transport: "tcp",
			ip: "127.0.0.1",
			shell_port,
			control_port,
			iopub_port,
			stdin_port,
			hb_port,
			key: "",
		},
		argv: ["--HistoryManager.hist_file=:memory:"],
		env: { HOME: "/dev/null/home" },
	});
	expect((await client.run("4 + 0")).result).toBe("4");
});

function freePort(): Promise<number> {
	return new Promise((resolve) => {
		const server = net.createServer();
		server.listen(0, "127.0.0.1", () => {
			const { port } = server.address() as net.AddressInfo;
			server.close(() => resolve(port));
		});
	});
}
