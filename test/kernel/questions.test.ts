import { Client } from "./client";

let client: Client;
beforeAll(async () => {
	client = await Client.start();
});
afterAll(() => client.close());

test("kernel_info, on shell and on control", async () => {
	const { reply, kinds } = await client.request("kernel_info_request");
	expect(reply).toMatchObject({
		status: "ok",
		protocol_version: "5.5",
		implementation: "attention-lab",
		language_info: { name: "typescript", file_extension: ".ts", version: expect.stringMatching(/^5\./) },
		supported_features: ["debugger", "kernel subshells"],
	});
	expect(kinds).toEqual(["busy", "idle"]);
	expect((await client.request("kernel_info_request", {}, "control")).reply).toEqual(reply);
});

test("cursors count code points", async () => {
	const code = '"😀😀"; Mat';
	const { reply } = await client.request("complete_request", { code, cursor_pos: 9 });
	expect(reply).toMatchObject({ matches: ["Math"], cursor_start: 6, cursor_end: 9 });
});

test("inspect, is_complete, history", async () => {
	await client.run("const marker = 1;");
	const inspected = (await client.request("inspect_request", { code: "marker", cursor_pos: 2, detail_level: 0 })).reply;
	expect(inspected).toMatchObject({ found: true, data: { "text/plain": "const marker: 1" } });
	expect((await client.request("is_complete_request", { code: "if (1) {" })).reply).toEqual({
		status: "incomplete",
		indent: "  ",
	});
	const { history } = (await client.request("history_request", { hist_access_type: "search", pattern: "*marker*" }))
		.reply;
	expect(history).toEqual([[1, 1, "const marker = 1;"]]);
});

test("questions are answered while a cell loops", async () => {
	const cell = client.execute("console.log('go'); while (true) {}");
	await cell.printed("go");
	expect((await client.request("complete_request", { code: "Mat", cursor_pos: 3 })).reply.matches).toEqual(["Math"]);
	expect((await client.request("kernel_info_request", {}, "control")).reply.status).toBe("ok");
	expect((await client.request("comm_info_request")).reply.status).toBe("ok");
	await client.request("interrupt_request", {}, "control");
	await cell.done();
});

test("what makes no sense is survived: every request gets its idle", async () => {
	client.sendRaw([Buffer.from("nonsense")]);
	client.sendRaw([Buffer.from("<IDS|MSG>"), Buffer.from("bad signature"), ...Array(4).fill(Buffer.from("{}"))]);
	for (const type of [
		"unknown_request",
		"execute_request",
		"complete_request",
		"comm_msg",
		"comm_open",
		"history_request",
	]) {
		const cell = client.send(type, {});
		await client.until(() => cell.kinds.includes("idle"));
	}
	expect((await client.run("1")).result).toBe("1");
});

describe("input", () => {
	const answer = async (value: string) => {
		await client.until(() => client.heard.some(({ header }) => header.msg_type === "input_request"));
		const [request] = client.heard.filter(({ header }) => header.msg_type === "input_request");
		client.heard.splice(client.heard.indexOf(request), 1);
		client.send("input_reply", { value }, { channel: "stdin", parent: request.header });
		return request.content;
	};

	test("asks, and gives back what was typed", async () => {
		const cell = client.execute("const name = await input('name? ', { password: true }); name", { allow_stdin: true });
		expect(await answer("bob")).toEqual({ prompt: "name? ", password: true });
		expect((await cell.done()).result).toBe("'bob'");
	});

	test("is refused where the front end takes none", async () => {
		const { reply } = await client.run("await input('name?')", { allow_stdin: false });
		expect(reply).toMatchObject({ status: "error", evalue: expect.stringContaining("allow_stdin is false") });
	});

	test("a waiting question can be interrupted, and the next is answered rightly", async () => {
		const cell = client.execute("await input('first')", { allow_stdin: true });
		await client.until(() => client.heard.some(({ header }) => header.msg_type === "input_request"));
		client.heard.splice(
			client.heard.findIndex(({ header }) => header.msg_type === "input_request"),
			1,
		);
		await client.request("interrupt_request", {}, "control");
		expect((await cell.done()).reply.ename).toBe("KeyboardInterrupt");
		const next = client.execute("await input('second')", { allow_stdin: true });
		await answer("two");
		expect((await next.done()).result).toBe("'two'");
	});
});

test("connect_request: the ports of the connection", async () => {
	const { shell_port, control_port, iopub_port, stdin_port, hb_port } = client.connection;
	expect((await client.request("connect_request")).reply).toEqual({
		status: "ok",
		shell_port,
		control_port,
		iopub_port,
		stdin_port,
		hb_port,
	});
});
