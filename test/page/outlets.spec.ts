/** The places where our viewer never runs: what a reader sees there of a map that the kernel has drawn. */
import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { inflateSync } from "node:zlib";
import { MIME_TYPE } from "@attention-lab/attention/map";
import { expect, type Page, test } from "@playwright/test";
import { DISPLAY, type MapBundle } from "../../src/display/AttentionMap";
import { compareMaps } from "../../src/display/compareMaps";
import { attentionMap } from "../../src/display/makeMap";
import { savedNotebook } from "../e2e/notebooks";
import { weightsOf } from "../extension/documents";
import { ROOT } from "./bundle";
import { catPng } from "./media";

const PYTHON = join(ROOT, ".venv", "bin", "python");
/** What nbconvert's own template asks for, whatever a notebook holds. */
const TEMPLATE = /^https:\/\/cdnjs\.cloudflare\.com\/ajax\/libs\/(require\.js|mathjax)\//;
/** What GitHub lets stand of a rich output: texts, tables, pictures, foldings; no script, frame, style or handler. */
const SANITISE = `
import sys, bleach
tags = """a b blockquote br caption code col colgroup dd del details div dl dt em figcaption figure h1 h2 h3 h4 h5 h6 hr i
img ins kbd li ol p pre q s samp small span strike strong sub summary sup table tbody td tfoot th thead tr tt ul var""".split()
words = {"*": ["alt", "title", "width", "height", "align", "open", "scope", "colspan", "rowspan"], "a": ["href"], "img": ["src"]}
clean = bleach.Cleaner(tags=tags, attributes=words, protocols=["http", "https", "mailto", "data"], strip=True)
sys.stdout.write(clean.clean(sys.stdin.read()))
`;

let folder: string;
let bundle: MapBundle;

test.beforeAll(async () => {
	folder = mkdtempSync(join(tmpdir(), "outlets-"));
	const shape = [2, 3, 7, 7];
	const tokens = ["[CLS]", "猫", "<script>alert(1)</script>", '"quoted"', "& mat", "🙂", "[SEP]"];
	bundle = await attentionMap(weightsOf(shape), { shape, tokens, title: "A <b>cat</b>" })[DISPLAY]();
});

test.afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs Python where no setting of this machine is read and none is left behind. */
async function python(words: string[], input = ""): Promise<string> {
	const home = Object.fromEntries(
		["HOME", "JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR"].map((name) => [
			name,
			folder,
		]),
	);
	const running = promisify(execFile)(PYTHON, words, { env: { ...process.env, ...home }, cwd: folder });
	running.child.stdin?.end(input);
	return (await running).stdout;
}

/** Shows a page of one's own with the network cut; what it asked for and what it complained of. */
async function open(page: Page, name: string, html: string): Promise<{ asked: string[]; said: string[] }> {
	const [asked, said]: string[][] = [[], []];
	await page.route("**/*", (route) => {
		const url = route.request().url();
		if (/^(file|data):/.test(url)) return route.continue();
		asked.push(url);
		return route.abort();
	});
	page.on(
		"console",
		(message) => message.type() === "error" && said.push(`${message.location().url} ${message.text()}`),
	);
	page.on("pageerror", (error) => said.push(error.message));
	const path = join(folder, name);
	writeFileSync(path, html);
	await page.goto(pathToFileURL(path).href);
	return { asked, said };
}

/** Every picture of a page: its words, and its size once it is drawn. */
function pictures(page: Page): Promise<{ alt: string | null; width: number; height: number; shades: number }[]> {
	return page.locator("img").evaluateAll((all) =>
		Promise.all(
			(all as HTMLImageElement[]).map(async (img) => {
				await img.decode();
				const canvas = new OffscreenCanvas(img.naturalWidth, img.naturalHeight);
				const pen = canvas.getContext("2d")!;
				pen.drawImage(img, 0, 0);
				const { data } = pen.getImageData(0, 0, canvas.width, canvas.height);
				const shades = new Set(new Uint32Array(data.buffer)).size;
				const { width, height } = img.getBoundingClientRect();
				return { alt: img.getAttribute("alt"), width, height, shades };
			}),
		),
	);
}

const page = (body: string): string =>
	`<!doctype html><html lang="en"><meta charset="utf-8"><body>${body}</body></html>`;
const WORDS =
	/^Attention map, layer 2 × head 3 × query 7 × key 7; .*The largest weight, 0\.\d+, goes from “.+” to “.+” in /;

test("GitHub's sanitiser leaves the picture, its words and the strongest pairs", async ({ page: shown }) => {
	const html = await python(["-c", SANITISE], bundle["text/html"]);
	expect(html).not.toMatch(/<script|style=|onload/);
	const { asked, said } = await open(shown, "github.html", page(html));
	const [picture, ...more] = await pictures(shown);
	expect(more).toEqual([]);
	expect(picture.alt).toMatch(WORDS);
	expect(Math.min(picture.width, picture.height)).toBeGreaterThan(100);
	expect(picture.shades).toBeGreaterThan(10);
	await expect(shown.locator("figcaption")).toContainText("A <b>cat</b> · layer 2 × head 3 × query 7 × key 7");
	await shown.locator("summary").click();
	await expect(shown.locator("tbody tr")).toHaveCount(6);
	await expect(shown.locator("tbody")).toContainText("<script>alert(1)</script>");
	expect([asked, said]).toEqual([[], []]);
});

/** A reader that knows no type of ours takes the first in this order that it knows; any of them must do alone. */
for (const order of [["text/html", "image/png", "text/plain"], ["image/png", "text/plain"], ["text/plain"]] as const) {
	test(`a reader of ${order.join(", ")} sees the map`, async ({ page: shown }) => {
		const type = order.find((name) => name in bundle)!;
		const value = bundle[type];
		const body = {
			"text/html": value,
			"image/png": `<img src="data:image/png;base64,${value}" alt="">`,
			"text/plain": `<pre>${value.replace(/&/g, "&amp;").replace(/</g, "&lt;")}</pre>`,
		}[type];
		const { asked, said } = await open(shown, "reader.html", page(body));
		if (type === "text/plain") {
			await expect(shown.locator("pre")).toContainText("A <b>cat</b> (layer 2 × head 3 × query 7 × key 7)");
			await expect(shown.locator("pre")).toContainText("@ = 0.");
			await expect(shown.locator("pre")).toContainText(/0\.\d+ {2}layer \d, head \d: .+ → .+/);
		} else {
			const [picture] = await pictures(shown);
			expect(Math.min(picture.width, picture.height)).toBeGreaterThan(100);
			expect(picture.shades).toBeGreaterThan(10);
		}
		expect([asked, said]).toEqual([[], []]);
	});
}

test("the bundle names our own type first, and each of the others holds no script", () => {
	expect(Object.keys(bundle)).toEqual([MIME_TYPE, "text/html", "image/png", "text/plain"]);
	expect(bundle["text/html"]).not.toMatch(/<(script|iframe|link|style)|https?:/i);
	expect(bundle["text/plain"]).not.toContain("\u001b");
});

test("a comparison and a map over a picture are one picture each, with both maps' words in the first", async ({
	page: shown,
}) => {
	const shape = [2, 7, 7];
	const made = (title: string, more: object = {}) => attentionMap(weightsOf(shape), { shape, title, ...more });
	const image = { data: await catPng(64, 64), patches: [2, 3], skip: 1, axis: "key" };
	const [both, seen] = [
		await compareMaps(made("one"), made("two"), { title: "Both" })[DISPLAY](),
		await made("A cat", { image })[DISPLAY](),
	];
	const { asked, said } = await open(
		shown,
		"more.html",
		page(await python(["-c", SANITISE], both["text/html"] + seen["text/html"])),
	);
	const [first, second] = await pictures(shown);
	expect(first.alt?.match(/The largest weight, /g)).toHaveLength(2);
	expect(second.alt).toMatch(/^Attention map, head 2 × query 7 × key 7; .*The largest weight, /);
	for (const each of [first, second]) {
		expect(Math.min(each.width, each.height)).toBeGreaterThan(100);
		expect(each.shades).toBeGreaterThan(10);
	}
	expect([asked, said]).toEqual([[], []]);
});

test("nbconvert's page shows it offline, and printed it is a PDF that holds the picture", async ({ page: shown }) => {
	writeFileSync(join(folder, "map.ipynb"), JSON.stringify(savedNotebook({ ...bundle })));
	await python(["-m", "jupyter", "nbconvert", "--to", "html", "map.ipynb", "--output", "made.html"]);
	const made = readFileSync(join(folder, "made.html"), "utf8");
	const { asked, said } = await open(shown, "page.html", made);
	const [picture, ...more] = await pictures(shown);
	expect(more).toEqual([]);
	expect(picture.alt).toMatch(WORDS);
	expect(Math.min(picture.width, picture.height)).toBeGreaterThan(100);
	expect(picture.shades).toBeGreaterThan(10);
	expect(asked.filter((url) => !TEMPLATE.test(url))).toEqual([]);
	expect(said.filter((text) => !TEMPLATE.test(text))).toEqual([]);
	const pdf = await shown.pdf({ printBackground: true });
	expect(pdf.subarray(0, 5).toString()).toBe("%PDF-");
	expect(imagesOf(pdf).map(({ width, height }) => Math.min(width, height) > 100)).toContain(true);
});

/** Pictures in a PDF by their size, and the bytes that they unpack to: a picture that is there has some. */
function imagesOf(pdf: Buffer): { width: number; height: number; bytes: number }[] {
	const text = pdf.toString("latin1");
	return [...text.matchAll(/<<[^>]*\/Subtype \/Image[^>]*>>\s*stream\r?\n/g)].flatMap((match) => {
		const number = (name: string): number => Number(new RegExp(`/${name} (\\d+)`).exec(match[0])?.[1]);
		const from = match.index + match[0].length;
		const body = pdf.subarray(from, from + number("Length"));
		const bytes = /FlateDecode/.test(match[0]) ? inflateSync(body).length : body.length;
		return bytes > 0 ? [{ width: number("Width"), height: number("Height"), bytes }] : [];
	});
}
