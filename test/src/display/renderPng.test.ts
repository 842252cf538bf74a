import { inflateSync } from "node:zlib";
import { fontsFor } from "../../../src/display/fonts";
import { renderPng } from "../../../src/display/renderPng";

const draw = (words: string) =>
	renderPng(
		`<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20" font-family="DejaVu Sans"><rect width="40" height="20" fill="#ffffff"/><text x="5" y="15" font-size="12" fill="#222222">${words}</text></svg>`,
	);

/** The pixels of an indexed PNG, to compare pictures whatever the deflater. */
async function pixelsOf(words: string): Promise<string> {
	const file = Buffer.from(await draw(words));
	const at = file.indexOf("IDAT");
	return inflateSync(file.subarray(at + 4, at + 4 + file.readUInt32BE(at - 4))).toString("hex");
}

test("each Chinese character has a shape of its own: none is the box of a missing letter", async () => {
	const words = [..."注意力机制让模型学会看哪里。"];
	const shapes = await Promise.all(words.map(pixelsOf));
	expect(new Set(shapes).size).toBe(words.length);
	const box = await pixelsOf("\u{10ffff}");
	expect(shapes).not.toContain(box);
});

test("the system's fonts are not asked, so that every machine draws alike", async () => {
	expect(await fontsFor("the cat")).toMatchObject({
		loadSystemFonts: false,
		fontFiles: [expect.stringContaining("DejaVuSans.ttf")],
	});
	const chinese = await fontsFor("注意力机制");
	expect(chinese.loadSystemFonts).toBe(false);
	expect(chinese.fontFiles.length).toBeGreaterThan(1);
	expect((await fontsFor("\u1112")).loadSystemFonts).toBe(true);
});

test("two sizes", async () => {
	const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="10" height="5"/>';
	const width = async (scale?: number) => Buffer.from(await renderPng(svg, scale)).readUInt32BE(16);
	expect([await width(), await width(3)]).toEqual([10, 30]);
});
