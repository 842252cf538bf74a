import { Client } from "./client";

let client: Client;
beforeAll(async () => {
	client = await Client.start();
	await client.run(`comms.registerTarget('echo', (comm, opened) => {
		comm.onMessage((message) => comm.send(message.data, { buffers: message.buffers, metadata: { seen: message.metadata } }));
		comm.onClose(() => console.log('closed by the front end'));
		comm.send({ opened: opened.data });
	});`);
});
afterAll(() => client.close());

const about = (id: string) => client.heard.filter(({ content }) => content.comm_id === id);
const count = (id: string, number: number) => client.until(() => about(id).length >= number);

test("the front end opens, speaks with buffers, closes", async () => {
	const blobs = [
		Buffer.from(Array.from({ length: 7919 }, (_, index) => index % 256)),
		Buffer.alloc(0),
		Buffer.from([0, 255]),
	];
	client.send("comm_open", { comm_id: "c1", target_name: "echo", data: { a: 1 } });
	await count("c1", 1);
	expect(about("c1")[0]).toMatchObject({ header: { msg_type: "comm_msg" }, content: { data: { opened: { a: 1 } } } });
	client.send("comm_msg", { comm_id: "c1", data: { n: 7 } }, { buffers: blobs, metadata: { m: 2 } });
	await count("c1", 2);
	const echo = about("c1")[1];
	expect(echo.content.data).toEqual({ n: 7 });
	expect(echo.metadata).toEqual({ seen: { m: 2 } });
	expect(echo.buffers.map((buffer) => Buffer.from(buffer).equals(blobs[echo.buffers.indexOf(buffer)]))).toEqual([
		true,
		true,
		true,
	]);
	expect((await client.request("comm_info_request", { target_name: "echo" })).reply).toEqual({
		status: "ok",
		comms: { c1: { target_name: "echo" } },
	});
	const closing = client.send("comm_close", { comm_id: "c1", data: {} });
	await closing.printed("closed by the front end");
	expect((await client.request("comm_info_request", {})).reply.comms).toEqual({});
});

test("an unknown target is closed", async () => {
	client.send("comm_open", { comm_id: "u1", target_name: "nobody", data: {} });
	await count("u1", 1);
	expect(about("u1").map(({ header }) => header.msg_type)).toEqual(["comm_close"]);
});

test("a cell opens, sends every kind of buffer, closes", async () => {
	const cell = await client.run(`
		const comm = comms.open('viewer', { hello: true });
		comm.onMessage((message) => { console.log(message.buffers[0] instanceof Uint8Array, message.buffers[0].join()); comm.close({ bye: 1 }); });
		comm.send({ n: 1 }, { buffers: [new Float32Array([1.5]), new Uint8Array([1, 2]).buffer, new DataView(new ArrayBuffer(3))] });
		comm.id`);
	const id = String(cell.result).replaceAll("'", "");
	const [opened, sent] = about(id);
	expect(opened).toMatchObject({
		header: { msg_type: "comm_open" },
		content: { target_name: "viewer", data: { hello: true } },
	});
	expect(sent.buffers.map((buffer) => [...buffer])).toEqual([
		[0, 0, 192, 63],
		[1, 2],
		[0, 0, 0],
	]);
	const message = client.send("comm_msg", { comm_id: id, data: {} }, { buffers: [Buffer.from([3, 4])] });
	await message.printed("true 3,4");
	await count(id, 3);
	expect(about(id)[2]).toMatchObject({ header: { msg_type: "comm_close" }, content: { data: { bye: 1 } } });
});

test("a handler that fails is reported, the comm lives on", async () => {
	await client.run(
		"comms.registerTarget('bad', (comm) => { comm.onMessage(({ data }) => { if (data.fail) throw new Error('handler'); comm.send('fine'); }); });",
	);
	client.send("comm_open", { comm_id: "b1", target_name: "bad", data: {} });
	await client.send("comm_msg", { comm_id: "b1", data: { fail: true } }).printed("Error: handler");
	client.send("comm_msg", { comm_id: "b1", data: {} });
	await count("b1", 1);
	expect(about("b1")[0].content.data).toBe("fine");
});

test("through a subshell, a comm is answered while a cell awaits", async () => {
	const { subshell_id } = (await client.request("create_subshell_request", {}, "control")).reply as {
		subshell_id: string;
	};
	client.send("comm_open", { comm_id: "s1", target_name: "echo", data: {} });
	await count("s1", 1);
	const cell = client.execute(
		"console.log('go'); await new Promise<void>((r) => { (globalThis as any).release = r; });",
	);
	await cell.printed("go");
	client.send("comm_msg", { comm_id: "s1", data: "while busy" });
	client.sendTo(subshell_id, "comm_msg", { comm_id: "s1", data: "through a subshell" });
	await count("s1", 2);
	expect(about("s1")[1].content.data).toBe("through a subshell");
	client.sendTo(subshell_id, "execute_request", { code: "(globalThis as any).release()" });
	await cell.done();
	await count("s1", 3);
	expect(about("s1")[2].content.data).toBe("while busy");
	expect((await client.request("list_subshell_request", {}, "control")).reply.subshell_id).toEqual([subshell_id]);
	await client.request("delete_subshell_request", { subshell_id }, "control");
	expect((await client.request("list_subshell_request", {}, "control")).reply.subshell_id).toEqual([]);
});
