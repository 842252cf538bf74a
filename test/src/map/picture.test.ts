import {
	colourAt,
	decodePreview,
	escapeText,
	type Picture,
	strongestPairs,
	toHtml,
	toSvg,
	toText,
} from "@attention-lab/attention/map";
import { Resvg } from "@resvg/resvg-js";
import { someDocument } from "./document.fixture";

let picture: Picture;
beforeAll(async () => {
	const document = await someDocument();
	picture = { document, pixels: await decodePreview(document.preview) };
});

/** Relative luminance, as WCAG defines it. */
function luminance(rgb: number[]): number {
	const [r, g, b] = rgb.map((c) => (c <= 10 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4));
	return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

test("colours of a light page fall in lightness all the way", () => {
	const steps = Array.from({ length: 101 }, (_, i) => luminance(colourAt(i / 100)));
	for (let i = 1; i < steps.length; i++) expect(steps[i]).toBeLessThan(steps[i - 1]);
	expect(colourAt(-1)).toEqual(colourAt(0));
	expect(colourAt(2)).toEqual(colourAt(1));
	expect(colourAt(0)).toEqual([246, 251, 253]);
});

test("text stays text", () => {
	expect(escapeText(`<a href="x">'&`)).toBe("&lt;a href=&quot;x&quot;&gt;&#39;&amp;");
	expect(escapeText("a\u0000b\ud800c\udc00d\u{1f642}")).toBe("a\ufffdb\ufffdc\ufffdd\u{1f642}");
});

test("SVG: drawable, all labels there and escaped, no script, nothing from elsewhere", async () => {
	const svg = await toSvg(picture);
	for (const label of ["the", "cat", "&lt;b&gt;", "注意", "🙂", "layer", "head", "query", "key", "Some heads"]) {
		expect(svg).toContain(`>${label}</text>`);
	}
	expect(svg).not.toContain("<b>");
	expect(svg).not.toMatch(/<script|https?:(?!\/\/www\.w3\.org\/2000\/svg)/);
	const image = new Resvg(svg, { font: { loadSystemFonts: false } }).render();
	expect([image.width, image.height]).toEqual([expect.any(Number), expect.any(Number)]);
	expect(image.width).toBeGreaterThan(300);
});

test("SVG: every cell of the large head has the colour of its weight", async () => {
	const svg = await toSvg({ ...picture, lead: [1, 2] });
	const group = /translate\(([\d.]+) ([\d.]+)\)">\s*<image x="([\d.]+)" y="([\d.]+)" width="196" height="140"/.exec(
		svg,
	)!;
	const [x, y, right, down] = group.slice(1).map(Number);
	const [left, top] = [x + right, y + down];
	const image = new Resvg(svg, { font: { loadSystemFonts: false } }).render();
	const { values, scale } = picture.pixels;
	for (let row = 0; row < 5; row++) {
		for (let column = 0; column < 7; column++) {
			const at = 4 * (Math.round(top + (row + 0.5) * 28) * image.width + Math.round(left + (column + 0.5) * 28));
			const share = Math.round(Math.sqrt(values[(5 * 5 + row) * 7 + column] / scale) * 9) / 9;
			expect([...image.pixels.subarray(at, at + 3)]).toEqual(colourAt(share));
		}
	}
});

test("strongest pairs: one per head, strongest first", () => {
	const pairs = strongestPairs(picture, 10);
	expect(pairs).toHaveLength(6);
	const weights = pairs.map(({ weight }) => weight);
	expect(weights).toEqual([...weights].sort((a, b) => b - a));
	expect(weights[0]).toBe(picture.pixels.scale);
	expect(new Set(pairs.map(({ lead }) => lead.join())).size).toBe(6);
});

test("HTML: a figure with a text, a caption and a table, everything escaped", () => {
	const html = toHtml(picture, "AAAA");
	expect(html).toMatch(
		/<img alt="Attention map, layer 2 × head 3 × query 5 × key 7; layer 0, head 0 is drawn large\. The largest weight, [\d.]+, goes from “/,
	);
	expect(html).toContain('src="data:image/png;base64,AAAA"');
	expect(html).toContain(
		"<figcaption>Some heads · layer 2 × head 3 × query 5 × key 7 · none · mask: none</figcaption>",
	);
	expect(html.match(/<tr>/g)).toHaveLength(7);
	expect(html).not.toContain("<b>");
	expect(html).not.toContain("<script");
});

test("plain text: no escape codes, one row per query", () => {
	const text = toText(picture);
	expect(text).toMatch(
		/^Some heads \(layer 2 × head 3 × query 5 × key 7\)\nlayer 0, head 0: rows query, columns key, @ = [\d.]+\n {9}the /,
	);
	expect(text).not.toContain("\u001b");
	expect(text.split("\n")).toHaveLength(2 + 5 + 3);
});

test("one head alone, one row, one cell, a hundred heads", async () => {
	for (const shape of [
		[5, 7],
		[1, 9],
		[1, 1],
		[100, 2, 3],
		[2, 3, 2, 2, 2],
	]) {
		const axes = shape.map((size, i) => ({ name: `axis ${i}`, size }));
		const size = shape.reduce((product, n) => product * n, 1);
		const values = new Float32Array(size).fill(0.5);
		const small: Picture = {
			document: { axes, source: { dtype: "float32" } },
			pixels: { shape, pooling: [1, 1], values, scale: 0.5 },
		};
		const image = new Resvg(await toSvg(small), { font: { loadSystemFonts: false } }).render();
		expect(image.width).toBeGreaterThan(0);
		expect(toText(small)).toContain("@");
	}
});

test("a head that is not there", async () => {
	await expect(toSvg({ ...picture, lead: [2, 0] })).rejects.toThrow(
		"lead: expected an index below each of [2,3], got [2,0]",
	);
});
