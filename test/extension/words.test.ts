import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { english, wordsIn } from "../../extension/source/words/words";
import { CHINESE } from "../../extension/source/words/zh";

const source = join(__dirname, "../../extension/source");

function sentences(): string[] {
	const files = readdirSync(source, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".ts"));
	const text = files.map((name) => readFileSync(join(source, name), "utf8")).join("\n");
	const said = [...text.matchAll(/\bwords\(\s*"((?:[^"\\]|\\.)*)"/g)].map((match) => match[1]);
	const modes = readFileSync(join(source, "views/modes/index.ts"), "utf8");
	return [...said, ...[...modes.matchAll(/\btitle: "([^"]*)"/g)].map((match) => match[1])];
}

describe("words", () => {
	test("are filled in", () => {
		expect(english("%1, %2 queries", "a", 5)).toBe("a, 5 queries");
		expect(wordsIn("zh_CN")("rank %1 of %2", 3, 7)).toBe("第 3 / 7 位");
		expect(wordsIn("de")("masked")).toBe("masked");
	});

	test("of a language pack come before our own", () => {
		expect(wordsIn("zh_CN", (text) => (text === "masked" ? "掩" : text))("masked")).toBe("掩");
	});

	test("are all there in Chinese, and no sentence has lost its numbers", () => {
		const all = sentences();
		expect(all.length).toBeGreaterThan(20);
		expect(all.filter((text) => !(text in CHINESE))).toEqual([]);
		const signs = (text: string): string[] => [...text.matchAll(/%\d/g)].map(String).sort();
		for (const [text, own] of Object.entries(CHINESE)) expect([text, signs(own)]).toEqual([text, signs(text)]);
	});
});
