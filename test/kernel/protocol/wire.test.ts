import { newMessage } from "../../../kernel/protocol/message";
import { Wire } from "../../../kernel/protocol/wire";

const wire = new Wire("a key", "hmac-sha256");
const message = newMessage("comm_msg", { data: { n: 7 } }, { msg_id: "p" }, { buffers: [Buffer.from([0, 255])] });
const frames = (from = wire, identities = [Buffer.from("one"), Buffer.from("two")]) =>
	from.encode(identities, message).map((frame) => Buffer.from(frame));

test("what is encoded is decoded, with several identities and with buffers", () => {
	const { identities, message: back } = wire.decode(frames());
	expect(identities.map(String)).toEqual(["one", "two"]);
	expect(back).toEqual({ ...message, buffers: [Buffer.from([0, 255])] });
});

test("the signature covers header, parent, metadata and content, not the buffers", () => {
	const sent = frames();
	const delimiter = sent.findIndex((frame) => frame.toString() === "<IDS|MSG>");
	expect(sent[delimiter + 1].toString()).toMatch(/^[0-9a-f]{64}$/);
	for (const part of [2, 3, 4, 5]) {
		const changed = [...sent];
		changed[delimiter + part] = Buffer.from('{"other":1}');
		expect(() => wire.decode(changed)).toThrow("signature");
	}
	const otherBuffers = [...sent.slice(0, -1), Buffer.from("x")];
	expect(wire.decode(otherBuffers).message.buffers).toEqual([Buffer.from("x")]);
});

test("a known signature", () => {
	// hmac_sha256(key = "k", "{}" * 4), computed with Python's hmac.
	const { header, ...rest } = message;
	const known = new Wire("k", "hmac-sha256").encode([], {
		...rest,
		header: {} as typeof header,
		parent: {},
		metadata: {},
		content: {},
	});
	expect(Buffer.from(known[1]).toString()).toBe("6f7c3dea506a2fb840fc9377d65462646f8e8df4acfafa710cf0c50bb2db8de2");
});

test("another key is refused, an empty key signs and checks nothing", () => {
	expect(() => new Wire("another", "hmac-sha256").decode(frames())).toThrow("signature");
	const open = new Wire("", "hmac-sha256");
	const sent = frames(open);
	expect(sent[3].toString()).toBe("");
	expect(open.decode(sent).message.content).toEqual({ data: { n: 7 } });
});

test.each([
	["no delimiter", [Buffer.from("x")], "delimiter"],
	["too few parts", [Buffer.from("<IDS|MSG>"), Buffer.from(""), Buffer.from("{}")], "four parts"],
	["no JSON", [Buffer.from("<IDS|MSG>"), Buffer.from(""), ...Array(4).fill(Buffer.from("{"))], "JSON"],
	["a list", [Buffer.from("<IDS|MSG>"), Buffer.from(""), ...Array(4).fill(Buffer.from("[]"))], "JSON object"],
	["no msg_id", [Buffer.from("<IDS|MSG>"), Buffer.from(""), ...Array(4).fill(Buffer.from("{}"))], "msg_id"],
])("a message with %s is refused", (_, bad, words) => {
	expect(() => new Wire("", "hmac-sha256").decode(bad)).toThrow(words);
});
