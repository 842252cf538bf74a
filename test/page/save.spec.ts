import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { decodePreview, MIME_TYPE } from "@attention-lab/attention/map";
import type { Locator, Page } from "@playwright/test";
import { AttentionMap } from "../../src/display/AttentionMap";
import { HeldCells } from "../../src/display/cells";
import { attentionMap } from "../../src/display/makeMap";
import { mapServer } from "../../src/display/mapServer";
import { tableFor } from "../../src/map/colour";
import { weightsOf } from "../extension/documents";
import { expect, test } from "./viewer-page";

const SHAPE = [2, 3, 11, 13];
const TITLE = 'The </script><img src="http://outside.test/x"> map';

function someMap(): { map: AttentionMap; values: Float32Array } {
	const values = weightsOf(SHAPE);
	const labels = [
		"[CLS]",
		"=cmd()",
		"日本語",
		"Ġthe",
		'"q", x',
		"שלום",
		"##ing",
		"\n",
		"</b>",
		"é",
		"long-token-name",
		"-",
		"z",
	];
	const axes = [
		{ name: "layer", size: 2 },
		{ name: "head", size: 3 },
		{ name: "query", size: 11, labels: labels.slice(0, 11) },
		{ name: "key", size: 13, labels },
	];
	const source = { dtype: "float32", model: "a-model" };
	return {
		map: new AttentionMap({ cells: new HeldCells(values, SHAPE), axes, title: TITLE, source, maxBytes: 50_000 }),
		values,
	};
}

/** Chooses a line of the menu, and takes what is downloaded. */
async function take(page: Page, shown: Locator, name: string): Promise<{ name: string; bytes: Buffer }> {
	if (!(await shown.getByRole("menu").isVisible())) await shown.getByRole("button", { name: "Save" }).click();
	const given = page.waitForEvent("download");
	await shown.locator(`[data-item="${name}"]`).click();
	const file = await given;
	const bytes = readFileSync(await file.path());
	if (process.env.KEEP) await file.saveAs(`${process.env.KEEP}/${name}-${file.suggestedFilename()}`);
	return { name: file.suggestedFilename(), bytes };
}

const floats = (bytes: Buffer): Float32Array => {
	const start = 10 + bytes.readUInt16LE(8);
	return new Float32Array(new Uint8Array(bytes.subarray(start)).buffer);
};

test("pictures in four sizes, vectors and numbers: all exact where a kernel answers", async ({ viewer, page }) => {
	const { map, values } = someMap();
	await viewer.connect(mapServer.open);
	const shown = await viewer.show(await map.toDocument({ live: true }), { lead: [1, 2], pin: { query: 4, key: 3 } });
	await expect(shown.locator(".al-Matrix-raster")).toHaveAttribute("data-weights", "exact");
	const sizes: number[][] = [];
	for (const scale of [1, 2, 3, 4]) {
		const { name, bytes } = await take(page, shown, `png${scale}`);
		expect(name).toMatch(/^The-script-img-src-http-outside-test-x-map-layer-1-head-2\.(\dx\.)?png$/);
		sizes.push([bytes.readUInt32BE(16) / scale, bytes.readUInt32BE(20) / scale]);
	}
	expect(sizes[0][0]).toBeGreaterThan(400);
	expect(sizes).toEqual([sizes[0], sizes[0], sizes[0], sizes[0]]);

	const svg = (await take(page, shown, "svg")).bytes.toString();
	const faults = await page.evaluate((text) => {
		const read = new DOMParser().parseFromString(text, "image/svg+xml");
		return [read.querySelectorAll("parsererror").length, read.querySelectorAll("g rect").length];
	}, svg);
	expect(faults).toEqual([0, 11 * 13 + 100]);
	expect((await take(page, shown, "pdf")).bytes.subarray(-6).toString()).toBe("%%EOF\n");

	const head = values.subarray(5 * 143, 6 * 143);
	const csv = (await take(page, shown, "csv")).bytes.toString().trim().split("\r\n").slice(1);
	const weights = csv
		.join("\n")
		.split("\n")
		.filter((line) => /,0$/.test(line))
		.map((line) => Number(line.split(",").at(-2)));
	expect(new Float32Array(weights)).toEqual(head);
	expect(floats((await take(page, shown, "npy")).bytes)).toEqual(head);

	await shown.getByRole("button", { name: "Save" }).click();
	await shown.getByRole("menuitemradio", { name: "All heads" }).click();
	await expect(shown.getByRole("menuitemradio", { name: "All heads" })).toBeChecked();
	const all = await take(page, shown, "npy");
	expect(all.name).not.toContain("head");
	expect(floats(all.bytes)).toEqual(values);

	await shown.getByRole("button", { name: "Save" }).click();
	await shown.getByRole("menuitemradio", { name: "The pinned row" }).click();
	const row = JSON.parse((await take(page, shown, "json")).bytes.toString());
	expect(row.accuracy).toBe("exact float32");
	expect(new Float32Array(row.weights[0][0])).toEqual(head.subarray(4 * 13, 5 * 13));
	expect(row.query.tokens).toEqual(['"q", x']);
});

test("without a kernel the files say that they are the preview, and how far off", async ({ viewer, page }) => {
	const { map } = someMap();
	const document = await map.toDocument();
	const { values } = await decodePreview(document.preview);
	const shown = await viewer.show(document, { place: { query: [2, 9], key: [3, 10] } });
	const part = JSON.parse((await take(page, shown, "json")).bytes.toString());
	expect(part.accuracy).toMatch(/^saved preview, ± 0\.\d+$/);
	expect([part.query.from, part.key.from]).toEqual([2, 3].map((from) => expect.closeTo(from, -1)));
	const { query, key, weights } = part;
	expect(weights[0][0][0]).toBeCloseTo(values[query.from * 13 + key.from], 6);
	expect(weights[0]).toHaveLength(query.to - query.from);
	expect(query.to - query.from).toBeLessThan(11);
});

test("the page works alone: no request, no error, the cells' own colours, keys, and hostile texts stay texts", async ({
	viewer,
	page,
	context,
}) => {
	const { map } = someMap();
	const document = await map.toDocument();
	const { bytes: preview, levels } = await decodePreview(document.preview);
	const shown = await viewer.show(document, { lead: [1, 0] });
	const { bytes } = await take(page, shown, "html");
	const file = join(mkdtempSync(join(tmpdir(), "page-")), "map.html");
	writeFileSync(file, bytes);
	const alone = await context.newPage();
	const asked: string[] = [];
	const faults: string[] = [];
	alone.on("request", (request) => asked.push(request.url()));
	alone.on("pageerror", (error) => faults.push(error.message));
	alone.on("console", (message) => faults.push(message.text()));
	await context.setOffline(true);
	for (const scheme of ["light", "dark"] as const) {
		await alone.emulateMedia({ colorScheme: scheme });
		await alone.goto(`file://${file}`);
		await expect(alone.locator("#bar canvas")).toBeVisible();
		await expect(alone.locator("h1")).toHaveText(TITLE);
		await alone.locator("label", { hasText: "head" }).getByRole("combobox").selectOption("2");
		await alone.locator("#map").focus();
		await alone.keyboard.press("ArrowRight");
		await alone.keyboard.press("ArrowRight");
		await expect(alone.locator("#said")).toContainText("=cmd()");
		await alone.keyboard.press("Escape");
		const places = [
			[0, 0],
			[3, 7],
			[10, 12],
			[5, 1],
		];
		const colours = await alone.evaluate((cells) => {
			const canvas = window.document.querySelector("#map canvas") as HTMLCanvasElement;
			const [left, top] = [canvas.width - 2 - 13 * 32, canvas.height - 2 - 11 * 32];
			const { data } = canvas.getContext("2d")!.getImageData(0, 0, canvas.width, canvas.height);
			return cells.map(([row, column]) => {
				const at = ((top + row * 32 + 16) * canvas.width + left + column * 32 + 16) * 4;
				return [...data.subarray(at, at + 3)];
			});
		}, places);
		if (process.env.KEEP) await alone.screenshot({ path: `${process.env.KEEP}/page-${scheme}.png` });
		const table = tableFor(scheme === "light");
		places.forEach(([row, column], i) => {
			const ink = Math.floor((preview[5 * 143 + row * 13 + column] / levels) * 255 + 0.5) * 3;
			expect(colours[i]).toEqual([...table.subarray(ink, ink + 3)]);
		});
	}
	await context.setOffline(false);
	expect(asked.filter((url) => !url.startsWith("data:") && url !== `file://${file}`)).toEqual([]);
	expect(faults).toEqual([]);
	expect(bytes.toString()).not.toContain(MIME_TYPE);
});

/** A clipboard for a page that browsers do not trust with the real one. */
function standInForClipboard(): void {
	const kept: Record<string, Promise<Blob>>[] = [];
	class Item {
		constructor(readonly given: Record<string, Promise<Blob>>) {}
	}
	const write = async (items: Item[]): Promise<void> => {
		await Promise.all(items.flatMap(({ given }) => Object.values(given)));
		kept.push(...items.map(({ given }) => given));
	};
	Object.assign(window, { ClipboardItem: Item, kept });
	Object.defineProperty(navigator, "clipboard", { value: { write } });
}

test("the menu by keyboard, and what is copied", async ({ viewer, page }) => {
	const { map } = someMap();
	const document = await map.toDocument();
	const shown = await viewer.show(document);
	const button = shown.getByRole("button", { name: "Save" });
	await button.focus();
	await page.keyboard.press("ArrowDown");
	await expect(shown.locator('[data-item="png1"]')).toBeFocused();
	await page.keyboard.press("ArrowUp");
	await expect(shown.locator('[data-item="copy-code"]')).toBeFocused();
	await page.keyboard.press("v");
	await expect(shown.locator('[data-item="svg"]')).toBeFocused();
	await page.keyboard.press("Escape");
	await expect(button).toBeFocused();
	await expect(button).toHaveAttribute("aria-expanded", "false");
	await page.keyboard.press("Enter");
	await expect(shown.locator('[data-item="png1"]')).toBeFocused();
	await button.click();
	await expect(shown.getByRole("menu")).toBeHidden();

	await button.click();
	await shown.getByRole("menuitem", { name: "Copy picture" }).click();
	await expect(shown.getByRole("alert")).toContainText("This could not be saved");

	await page.evaluate(standInForClipboard);
	await button.click();
	await shown.getByRole("menuitem", { name: "Copy picture" }).click();
	await expect(shown.locator(".al-Viewer-voice")).toHaveText("Copied");
	await button.click();
	await shown.getByRole("menuitem", { name: "Copy as code" }).click();
	await expect.poll(() => page.evaluate(() => (window as unknown as { kept: unknown[] }).kept.length)).toBe(2);
	const [type, code] = await page.evaluate(async () => {
		const { kept } = window as unknown as { kept: Record<string, Promise<Blob>>[] };
		return [(await kept[0]["image/png"]).type, await (await kept[1]["text/plain"]).text()];
	});
	expect(type).toBe("image/png");
	const run = new Function("attention", code.replace(/^import.*/, "").replace(/^attention\./m, "return attention."));
	const again = run({ attentionMap }) as AttentionMap;
	expect(again.shape).toEqual([11, 13]);
	expect(again.axes[1].labels).toEqual(map.axes[3].labels);
	const { values } = await decodePreview(document.preview);
	expect(again.values).toEqual(values.subarray(0, 143));
});
