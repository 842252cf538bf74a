import { inflateSync } from "node:zlib";
import { figureOf, figureToPdf, figureToSvg } from "@attention-lab/attention/map/files";
import { paintText } from "../../../../src/display/paintText";
import { latinOf } from "../../../../src/map/files/latin";
import { regionOf } from "./region";

const latin1 = (bytes: Uint8Array): string => Buffer.from(bytes).toString("latin1");

/** Objects by number, each found through the file's own table; fails where an offset is wrong. */
function objectsOf(bytes: Uint8Array): Map<number, string> {
	const text = latin1(bytes);
	const start = Number(/startxref\n(\d+)\n%%EOF\n$/.exec(text)![1]);
	const table = text.slice(start);
	const count = Number(/^xref\n0 (\d+)\n/.exec(table)![1]);
	const entries = table.split("\n").slice(3, 2 + count);
	return new Map(
		entries.map((entry, i) => {
			expect(entry).toMatch(/^\d{10} 00000 n $/);
			const from = Number(entry.slice(0, 10));
			expect(text.slice(from)).toMatch(new RegExp(`^${i + 1} 0 obj\n`));
			return [i + 1, text.slice(from, text.indexOf("endobj", from))];
		}),
	);
}

function streamOf(body: string): string {
	const from = body.indexOf("stream\n") + 7;
	const length = Number(/\/Length (\d+)/.exec(body)![1]);
	return inflateSync(Buffer.from(body.slice(from, from + length), "latin1")).toString("latin1");
}

test("svg: a rectangle per cell in its colour, tokens as texts, hostile ones too", async () => {
	const region = regionOf([[1, 2]], 5, 7);
	region.title = '<script>alert("1")</script>';
	const svg = await figureToSvg(figureOf(region));
	expect(svg).not.toContain("<script");
	expect(svg).toContain("日本");
	expect(svg.match(/<g shape-rendering[\s\S]*?<\/g>/)![0].match(/<rect/g)).toHaveLength(35);
	expect(svg).toContain("exact float32");
	expect(await figureToSvg(figureOf(region, { caption: false }))).not.toContain("exact float32");
});

test("svg: more than 20,000 cells are one picture", async () => {
	const axes = [
		{ name: "query", size: 151 },
		{ name: "key", size: 149 },
	];
	const region = { ...regionOf([[]], 151, 149), axes };
	const svg = await figureToSvg(figureOf(region));
	expect(svg).toContain("data:image/png;base64,");
	expect(svg.length).toBeLessThan(100_000);
	const pdf = objectsOf(await figureToPdf(figureOf(region)));
	expect([...pdf.values()].some((body) => body.includes("/Width 149 /Height 151"))).toBe(true);
});

test("pdf: every offset right, a rectangle per cell, Latin texts as letters, others as pictures with their words", async () => {
	const figure = figureOf(regionOf([[1, 2]], 5, 7));
	const objects = [...objectsOf(await figureToPdf(figure, paintText)).values()];
	const contents = objects.map((body) =>
		body.includes("/FlateDecode") && !body.includes("/Image") ? streamOf(body) : "",
	);
	const content = contents.join("");
	expect(content.match(/re f/g)).toHaveLength(35 + 100);
	expect(content).toContain(`<${Buffer.from("=1+1").toString("hex")}> Tj`);
	expect(content).toContain("/ActualText <feff65e5672c>");
	const painted = objects.filter((body) => body.includes("/SMask"));
	expect(painted).toHaveLength(1);
	const mask = objects.find((body) => body.includes("/DeviceGray"))!;
	expect([...streamOf(mask)].filter((byte) => byte > "\x80").length).toBeGreaterThan(100);
});

test("pdf: a text without letters in Helvetica is an error where nothing can paint it", async () => {
	await expect(figureToPdf(figureOf(regionOf([[1, 2]], 5, 7)))).rejects.toThrow('Helvetica has no "日"');
});

test("Latin texts are those of Windows-1252", () => {
	expect(latinOf("a é…€–·×")).toEqual([97, 32, 0xe9, 0x85, 0x80, 0x96, 0xb7, 0xd7]);
	expect(["→", "Ġ", "\n", "日"].map(latinOf)).toEqual([null, null, null, null]);
});
