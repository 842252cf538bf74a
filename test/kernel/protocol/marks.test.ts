import { MarkReader, mark } from "../../../kernel/protocol/marks";

const whole = `one${mark("t", 1)}two\0three${mark("t", "mute")}four${mark("t", 12)}five\0`;

test.each([1, 2, 3, 5, whole.length])("marks are found in chunks of %d characters", (size) => {
	const seen: string[] = [];
	const reader = new MarkReader(
		"t",
		(text) => seen.push(text),
		(word) => seen.push(`<${word}>`),
	);
	for (let at = 0; at < whole.length; at += size) {
		reader.push(whole.slice(at, at + size));
	}
	reader.end();
	expect(seen.join("")).toBe("one<1>two\0three<mute>four<12>five\0");
});

test("another token's mark is text", () => {
	const seen: string[] = [];
	const reader = new MarkReader(
		"mine",
		(text) => seen.push(text),
		() => seen.push("a mark"),
	);
	reader.push(mark("yours", 3));
	reader.end();
	expect(seen.join("")).toBe(mark("yours", 3));
});
