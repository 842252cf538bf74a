import { documentOf } from "../extension/documents";
import { expect, test } from "./viewer-page";

const SCRIPT = `"><img src=x onerror="window.hurt=1"><script>window.hurt=1</script>`;

type Fields = Record<string, unknown>;
interface Case {
	name: string;
	change(document: Fields, axes: Fields[], preview: Fields): unknown;
	says: RegExp;
}

const set = (owner: Fields, values: Fields): void => void Object.assign(owner, values);

/** What somebody who means harm, or a broken writer, might put into a notebook, and the words that answer it. */
const CASES: Case[] = [
	{ name: "no object", change: () => "map", says: /document: expected an object/ },
	{ name: "null", change: () => null, says: /document: expected an object/ },
	{ name: "a newer version", change: (d) => set(d, { version: 7 }), says: /version: expected 1, got 7/ },
	{ name: "10^9 cells declared", change: (_, a) => set(a[1], { size: 1e9 }), says: /preview\.shape\[1\]: expected/ },
	{
		name: "a size beyond all",
		change: (_, a) => set(a[1], { size: 1e300 }),
		says: /axes\[1\]\.size: expected a whole number/,
	},
	{
		name: "10^9 pixels declared",
		change: (_, a, p) => {
			set(a[1], { size: 32000 });
			set(a[2], { size: 32000 });
			set(p, { shape: [2, 32000, 32000] });
		},
		says: /preview\.shape: expected at most/,
	},
	{
		name: "a bomb of zeros",
		change: (_, a, p) => {
			set(a[1], { size: 4000 });
			set(a[2], { size: 4000 });
			set(p, { shape: [2, 4000, 4000], compression: "deflate-raw" });
		},
		says: /preview\.base64: expected the deflated form/,
	},
	{
		name: "a wrong size",
		change: (_, _a, p) => set(p, { shape: [2, 4, 7] }),
		says: /preview\.shape\[1\]: expected 5, got 4/,
	},
	{ name: "no base64", change: (_, _a, p) => set(p, { base64: "%%%%" }), says: /preview\.base64: expected base64/ },
	{
		name: "cut bytes",
		change: (_, _a, p) => set(p, { base64: "AAAA", compression: "none" }),
		says: /expected 70 bytes/,
	},
	{
		name: "a scale of text",
		change: (_, _a, p) => set(p, { scale: "Infinity" }),
		says: /preview\.scale: expected a finite number/,
	},
	{
		name: "a scale below zero",
		change: (_, _a, p) => set(p, { scale: -1 }),
		says: /preview\.scale: expected a finite number/,
	},
	{ name: "no levels", change: (_, _a, p) => set(p, { levels: 0 }), says: /preview\.levels: expected a whole number/ },
	{
		name: "labels that are no text",
		change: (_, a) => set(a[1], { labels: [1, 2, 3, 4, 5] }),
		says: /axes\[1\]\.labels\[0\]: expected a string/,
	},
	{
		name: "too few labels",
		change: (_, a) => set(a[1], { labels: ["a"] }),
		says: /axes\[1\]\.labels: expected 5 entries, got 1/,
	},
	{
		name: "a label without end",
		change: (_, a) => set(a[1], { labels: Array(5).fill("x".repeat(1e6)) }),
		says: /at most 4096 characters/,
	},
	{
		name: "one axis",
		change: (d) => set(d, { axes: [{ name: "query", size: 1 }] }),
		says: /axes: expected 2 to 8 entries/,
	},
	{
		name: "axes in a circle",
		change: (d, a) => set(d, { axes: [a[0], a] }),
		says: /axes\[1\]: expected an object|axes\[1\]\.name/,
	},
	{
		name: "statistics of other heads",
		change: (d) => set(d, { statistics: { entropy: [1] } }),
		says: /statistics\.entropy: expected 2 entries/,
	},
	{
		name: "a comparison with nonsense",
		change: (d) => set(d, { other: { version: 1 } }),
		says: /other\.axes: expected an array/,
	},
];

for (const { name, change, says } of CASES) {
	test(`${name}: a clear message, and the page goes on`, async ({ viewer, page }) => {
		const { document } = await documentOf([2, 5, 7]);
		const fields = JSON.parse(JSON.stringify(document)) as Fields;
		const changed = change(fields, fields.axes as Fields[], fields.preview as Fields);
		const began = Date.now();
		const shown = await viewer.show(changed === undefined ? fields : changed);
		await expect(shown.locator(".al-Error")).toContainText(says);
		expect(Date.now() - began).toBeLessThan(3000);
		const { document: good } = await documentOf([2, 5, 7]);
		await expect((await viewer.show(good)).locator(".al-Matrix-raster")).toHaveAttribute("data-weights", "preview");
		expect(await page.evaluate(() => "hurt" in window)).toBe(false);
	});
}

test("texts are texts, wherever they stand", async ({ viewer, page }) => {
	const { document } = await documentOf([2, 5, 7], {
		title: SCRIPT,
		source: { dtype: SCRIPT, model: SCRIPT, mask: SCRIPT, backend: SCRIPT },
	});
	for (const axis of document.axes) {
		axis.labels = Array.from({ length: axis.size }, (_, i) => SCRIPT + i);
		axis.name = axis.name === "head" ? SCRIPT : axis.name;
	}
	const other = (await documentOf([2, 5, 7], { title: SCRIPT })).document;
	const shown = await viewer.show({ ...document, other });
	const tabs = shown.locator(".al-Tab");
	for (let i = 0; i < (await tabs.count()); i++) {
		await tabs.nth(i).click();
		await shown.locator(".al-Deck").hover({ position: { x: 120, y: 200 } });
		await page.waitForTimeout(150);
	}
	expect(await page.evaluate(() => "hurt" in window)).toBe(false);
	expect(await page.locator("img, script:not([src='/main.js'])").count()).toBe(0);
});

test("what a notebook says a reader chose is checked", async ({ viewer }) => {
	const { document } = await documentOf([2, 5, 7]);
	const choice = {
		lead: [99, "x"],
		shape: "cubic",
		mode: "__proto__",
		of: { toString: 1 },
		hide: ["a", -3, 1e9, 2.5],
		pin: { query: 1e9, key: -4 },
		place: { query: [Number.NaN, 4], key: "all" },
		range: 7,
	};
	const shown = await viewer.show(document, choice);
	await expect(shown.locator(".al-Matrix-raster")).toHaveAttribute("data-lead", "1");
	await expect(shown.locator(".al-Error")).toHaveCount(0);
});
