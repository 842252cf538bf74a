/** Requests that are not as the protocol has them: each is answered, and the answer says what must hold. */
import { newMessage } from "../../kernel/protocol/message";
import { Client } from "./client";

let client: Client;
beforeAll(async () => {
	client = await Client.start();
});
afterAll(() => client.close());

const evalue = async (type: string, content: object, channel: "shell" | "control" = "shell") =>
	(await client.request(type, { ...content }, channel)).reply.evalue;

test.each([
	["execute_request", { code: 5 }, "execute_request: code must be text, got 5"],
	["execute_request", {}, "execute_request: code must be text, got nothing"],
	["execute_request", { code: "1", silent: "no" }, 'execute_request: silent must be true or false, got "no"'],
	[
		"execute_request",
		{ code: "1", user_expressions: [] },
		"execute_request: user_expressions must be an object of texts, got []",
	],
	[
		"complete_request",
		{ code: "Mat", cursor_pos: "x" },
		'complete_request: cursor_pos must be a whole number from 0, got "x"',
	],
	[
		"inspect_request",
		{ code: "Mat", cursor_pos: 1.5 },
		"inspect_request: cursor_pos must be a whole number from 0, got 1.5",
	],
	[
		"history_request",
		{ hist_access_type: "all" },
		'history_request: hist_access_type must be range, search or tail, got "all"',
	],
	["shutdown_request", { restart: "no" }, 'shutdown_request: restart must be true or false, got "no"'],
	["nonsense_request", {}, "nonsense_request: must be something that the kernel knows on shell, got an unknown type"],
	["toString_request", {}, "toString_request: must be something that the kernel knows on shell, got an unknown type"],
])("%s with %j", async (type, content, words) => {
	const { reply, kinds } = await client.request(type, content);
	expect(reply).toMatchObject({
		status: "error",
		ename: "BadRequest",
		evalue: words,
		traceback: [`BadRequest: ${words}`],
	});
	expect(kinds).toEqual(["busy", "idle"]);
});

test("null stands for what may be left out, and for nothing else", async () => {
	expect((await client.run("7", { silent: null, user_expressions: null, stop_on_error: null })).result).toBe("7");
	expect(await evalue("execute_request", { code: null })).toBe("execute_request: code must be text, got null");
});

test("cells run on shell only; subshells are named rightly", async () => {
	expect(await evalue("execute_request", { code: "1" }, "control")).toMatch(/knows on control/);
	const lost = client.sendTo("nowhere", "execute_request", { code: "throw 'never'" });
	expect((await lost.done()).reply.evalue).toBe('subshell_id must be that of a subshell, got "nowhere"');
	expect(await evalue("delete_subshell_request", { subshell_id: "nowhere" }, "control")).toBe(
		'delete_subshell_request: subshell_id must be that of a subshell, got "nowhere"',
	);
});

test("a comm message has no reply: what is wrong with it is said as text", async () => {
	const message = client.send("comm_msg", { comm_id: 5 });
	await client.until(() => message.kinds.includes("idle"));
	expect(message.kinds).toEqual(["busy", "stream", "idle"]);
	expect(message.text("stderr")).toBe("comm_msg: comm_id must be text, got 5\n");
});

test("parts that cannot be read are named in the reply", async () => {
	const message = newMessage("execute_request", { code: "throw 'never'" });
	const frames = client.wire.encode([], message);
	const open = frames.with(5, Buffer.from("[1]"));
	const signed = client.wire.encode([], { ...message, content: [1] as never });
	await client.sendRaw(open.with(1, signed[1]));
	const heard = () => client.heardOf(message.header.msg_id);
	await client.until(() => heard().length === 3);
	expect(heard().find(({ channel }) => channel === "shell")?.content).toMatchObject({
		ename: "BadRequest",
		evalue: "decode: content must be a JSON object, got '[1]'",
	});
});

test("two requests of one msg_id, in two lanes at once, are two", async () => {
	const { subshell_id } = (await client.request("create_subshell_request", {}, "control")).reply;
	const message = newMessage("execute_request", { code: "await new Promise((go) => setTimeout(go, 30)); 'waited'" });
	await client.sendRaw(client.wire.encode([], message));
	const header = { ...message.header, subshell_id: subshell_id as string };
	await client.sendRaw(client.wire.encode([], { ...message, header }));
	const replies = () => client.heardOf(message.header.msg_id).filter(({ channel }) => channel === "shell");
	await client.until(() => replies().length === 2);
	expect(replies().map(({ content }) => content.status)).toEqual(["ok", "ok"]);
});

describe("answers to questions", () => {
	/** A cell that asks, once it does; with the question's header. */
	async function asking(prompt: string) {
		const cell = client.execute(`await input('${prompt}')`, { allow_stdin: true });
		await client.until(() => cell.of("input_request").length === 1);
		return { cell, question: cell.of("input_request")[0].header };
	}

	test("an answer to a question that is gone answers no other", async () => {
		const first = await asking("first");
		await client.request("interrupt_request", {}, "control");
		expect((await first.cell.done()).reply.ename).toBe("KeyboardInterrupt");
		const second = await asking("second");
		client.send("input_reply", { value: "late" }, { channel: "stdin", parent: first.question });
		client.send("input_reply", { value: "right" }, { channel: "stdin", parent: second.question });
		expect((await second.cell.done()).result).toBe("'right'");
	});

	test("one that names no question answers the oldest; one that is no text fails the cell", async () => {
		const first = await asking("first");
		client.send("input_reply", { value: "typed" }, { channel: "stdin" });
		expect((await first.cell.done()).result).toBe("'typed'");
		const second = await asking("second");
		client.send("input_reply", { value: 5 }, { channel: "stdin" });
		expect((await second.cell.done()).reply.evalue).toBe("input: input_reply: value must be text, got 5");
	});

	test("on stdin, too, a request gets its reply", async () => {
		const cell = client.send("kernel_info_request", {}, { channel: "stdin" });
		expect((await cell.done()).reply).toMatchObject({ ename: "BadRequest" });
	});
});
