import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import type { Content } from "../../kernel/protocol/message";
import { Client } from "./client";

let data: string;
const clients: Client[] = [];
beforeEach(() => {
	data = fs.mkdtempSync(path.join(os.tmpdir(), "data-"));
});
afterEach(async () => {
	await Promise.all(clients.splice(0).map((client) => client.close()));
	fs.rmSync(data, { recursive: true, force: true });
});

async function start(env: NodeJS.ProcessEnv = {}): Promise<Client> {
	const client = await Client.start({ env: { ATTENTION_LAB_HISTORY: "", JUPYTER_DATA_DIR: data, ...env } });
	clients.push(client);
	return client;
}

async function ask(client: Client, content: Content): Promise<unknown> {
	return (await client.request("history_request", content)).reply.history;
}

const files = () => fs.readdirSync(path.join(data, "attention-lab", "history"));

test("a later session knows the earlier ones, also after a kill", async () => {
	const first = await start();
	await first.run("const a = 5; a");
	await first.run("secret()", { store_history: false });
	await first.run("secret()", { silent: true });
	expect(await ask(first, { hist_access_type: "tail", n: 9, output: true })).toEqual([[1, 1, ["const a = 5; a", "5"]]]);
	await first.close();
	const second = await start();
	expect(await ask(second, { hist_access_type: "range", session: -1, output: true })).toEqual([
		[1, 1, ["const a = 5; a", "5"]],
	]);
	await second.run("const b = 7;");
	expect(await ask(second, { hist_access_type: "tail", n: 5 })).toEqual([
		[1, 1, "const a = 5; a"],
		[2, 1, "const b = 7;"],
	]);
	expect(await ask(second, { hist_access_type: "range", session: 0 })).toEqual([[2, 1, "const b = 7;"]]);
	expect(await ask(second, { hist_access_type: "range", session: 1 })).toEqual([[1, 1, "const a = 5; a"]]);
	expect(await ask(second, { hist_access_type: "search", pattern: "const ?*", unique: true, n: 1 })).toEqual([
		[2, 1, "const b = 7;"],
	]);
});

test("several kernels at once have a number each", async () => {
	const kernels = await Promise.all([start(), start(), start()]);
	await Promise.all(kernels.map((client, index) => client.run(`${index} + 0`)));
	await Promise.all(kernels.map((client) => ask(client, { hist_access_type: "tail", n: 1 })));
	expect(files().sort()).toEqual(["00000001.jsonl", "00000002.jsonl", "00000003.jsonl"]);
});

test("off, and with no place to write, a session remembers itself and is quiet", async () => {
	for (const env of [
		{ ATTENTION_LAB_HISTORY: "off" },
		{ JUPYTER_DATA_DIR: "/dev/null/data" },
		{ JUPYTER_DATA_DIR: "", XDG_DATA_HOME: "", HOME: "/dev/null/home" },
	]) {
		const client = await start(env);
		const cell = await client.run("1 + 1");
		expect(cell.kinds).toEqual(["busy", "execute_input", "execute_result", "idle"]);
		expect(await ask(client, { hist_access_type: "tail", n: 3 })).toEqual([[1, 1, "1 + 1"]]);
	}
	expect(fs.readdirSync(data)).toEqual([]);
});
