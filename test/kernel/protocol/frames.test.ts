import { FrameReader, toFrame, toTextFrame } from "../../../kernel/protocol/frames";

const messages = [{ a: 1 }, "text", { bytes: new Uint8Array([0, 1, 255]) }, { text: "x".repeat(3000) }];
const bytes = Buffer.concat(messages.map(toFrame));

test.each([1, 2, 3, 5, 7, 1000, bytes.length])("frames survive chunks of %d bytes", (size) => {
	const reader = new FrameReader();
	const read: unknown[] = [];
	for (let at = 0; at < bytes.length; at += size) {
		read.push(...reader.push(bytes.subarray(at, at + size)));
	}
	expect(read).toHaveLength(messages.length);
	expect(read.slice(0, 2)).toEqual(messages.slice(0, 2));
	expect([...(read[2] as { bytes: Uint8Array }).bytes]).toEqual([0, 1, 255]);
	expect(read[3]).toEqual(messages[3]);
});

test.each([1, 2, 3, 5, 7, 1000])("bare text keeps its place among messages, in chunks of %d bytes", (size) => {
	const parts = [
		toFrame({ a: 1 }),
		toTextFrame("é"),
		toTextFrame(""),
		toTextFrame("😀\n"),
		toFrame([2]),
		toTextFrame("z"),
	];
	const all = Buffer.concat(parts);
	const reader = new FrameReader();
	const read: unknown[] = [];
	for (let at = 0; at < all.length; at += size) {
		read.push(...reader.push(all.subarray(at, at + size)));
	}
	expect(
		read
			.filter((item) => item !== "")
			.map((item) => (typeof item === "string" ? [...item] : item))
			.flat(9),
	).toEqual([{ a: 1 }, "é", "😀", "\n", 2, "z"]);
});
