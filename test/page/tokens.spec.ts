import { encodePreview } from "@attention-lab/attention/map";
import type { Locator } from "@playwright/test";
import { AttentionMap } from "../../src/display/AttentionMap";
import { HeldCells } from "../../src/display/cells";
import { mapServer } from "../../src/display/mapServer";
import { tableFor } from "../../src/map/colour";
import { weightsOf } from "../extension/documents";
import { expect, test } from "./viewer-page";

const WORDS = ["[CLS]", "the", "un", "##likely", "cat", ",", "注", "意", "שלום", "sleeps", "[SEP]"];
const SIZE = WORDS.length;

function mapOf(weights: Float32Array, queries: string[], keys: string[]): AttentionMap {
	const axes = [
		{ name: "query", size: queries.length, labels: queries },
		{ name: "key", size: keys.length, labels: keys },
	];
	const cells = new HeldCells(weights, [queries.length, keys.length]);
	return new AttentionMap({ cells, axes, source: { dtype: "float32" } });
}

/** The colour of a weight on a light page, by the definition of the square-root scale. */
function colour(weight: number, largest: number): string {
	const at = Math.floor(Math.sqrt(Math.fround(weight) / largest) * 255 + 0.5) * 3;
	return `rgb(${[...tableFor(true).subarray(at, at + 3)].join(", ")})`;
}

const shades = (shown: Locator, from = ".al-Token"): Promise<string[]> =>
	shown.locator(from).evaluateAll((all) => all.map((each) => (each as HTMLElement).style.backgroundColor));

test("every token has the scale's colour of its weight, from either side", async ({ viewer }) => {
	const weights = weightsOf([SIZE, SIZE]);
	const map = mapOf(weights, WORDS, WORDS);
	await viewer.connect(mapServer.open);
	const shown = await viewer.show(await map.toDocument({ live: true }), { mode: "tokens" });
	const largest = Math.max(...weights);
	await expect(shown.locator(".al-Header-state")).toHaveAttribute("data-weights", "exact");
	expect(await shades(shown)).toEqual(WORDS.map(() => ""));
	await shown.locator(".al-Token").nth(4).hover();
	const row = WORDS.map((_, key) => colour(weights[4 * SIZE + key], largest));
	await expect.poll(() => shades(shown)).toEqual(row);
	await shown.getByRole("button", { name: "who looks at it" }).click();
	await shown.locator(".al-Token").nth(4).click();
	const column = WORDS.map((_, query) => colour(weights[query * SIZE + 4], largest));
	await expect.poll(() => shades(shown)).toEqual(column);
	expect(await viewer.call("choice", 0)).toMatchObject({ pin: { key: 4 }, tokens: { direction: "column" } });
	await shown.locator(".al-Token").nth(7).hover();
	await expect(shown.locator(".al-ReadOut-more")).toContainText("[7, 4]");
	expect(await shades(shown)).toEqual(column);
	await shown.locator(".al-Token").nth(4).click();
	expect(await viewer.call("choice", 0)).toMatchObject({ pin: null });
});

test("each token is a button that says its weight and rank; arrow keys walk", async ({ viewer, page }) => {
	const weights = weightsOf([SIZE, SIZE]);
	const map = mapOf(weights, WORDS, WORDS);
	await viewer.connect(mapServer.open);
	const shown = await viewer.show(await map.toDocument({ live: true }), { mode: "tokens" });
	await expect(shown.locator(".al-Header-state")).toHaveAttribute("data-weights", "exact");
	await shown.locator(".al-Token").first().focus();
	await page.keyboard.press("ArrowRight");
	await page.keyboard.press("ArrowRight");
	await page.keyboard.press("Enter");
	expect(await viewer.call("choice", 0)).toMatchObject({ pin: { query: 2 } });
	const row = [...weights.subarray(2 * SIZE, 3 * SIZE)];
	const rank = 1 + row.filter((weight) => weight > row[3]).length;
	const name = `likely, ${row[3].toFixed(Math.max(2, 2 - Math.floor(Math.log10(row[3]))))}, rank ${rank} of ${SIZE}`;
	await expect(shown.locator(".al-Token").nth(3)).toHaveAttribute("aria-label", name);
	await page.keyboard.press("ArrowRight");
	await expect(shown.locator(".al-Viewer-voice")).toHaveText(name);
	await expect(shown.locator('.al-Token[tabindex="0"]')).toHaveCount(1);
	await page.keyboard.press("End");
	await expect(shown.locator(".al-Token").last()).toBeFocused();
	await page.keyboard.press("Escape");
	expect(await viewer.call("choice", 0)).toMatchObject({ pin: null });
	expect(await shown.locator(".al-Tokens-block").textContent()).toContain("unlikely");
});

test("of two texts a token of one shades the other", async ({ viewer }) => {
	const queries = ["▁Le", "▁chat", "▁dort"];
	const weights = weightsOf([3, SIZE]);
	const map = mapOf(weights, queries, WORDS);
	await viewer.connect(mapServer.open);
	const shown = await viewer.show(await map.toDocument({ live: true }), { mode: "tokens" });
	await expect(shown.locator(".al-Header-state")).toHaveAttribute("data-weights", "exact");
	const largest = Math.max(...weights);
	const [source, target] = [
		'[aria-label="Text of the queries"] .al-Token',
		'[aria-label="Text of the keys"] .al-Token',
	];
	await shown.locator(source).nth(1).hover();
	await expect.poll(() => shades(shown, target)).toEqual(WORDS.map((_, key) => colour(weights[SIZE + key], largest)));
	await shown.locator(target).nth(5).click();
	await expect
		.poll(() => shades(shown, source))
		.toEqual(queries.map((_, query) => colour(weights[query * SIZE + 5], largest)));
	expect(await shades(shown, target)).toEqual(WORDS.map(() => ""));
});

test("hostile labels stay text, and a notebook's choice is checked", async ({ viewer }) => {
	const labels = ["<img src=x onerror=alert(1)>", "\u202e", "", "b"];
	const document = await mapOf(weightsOf([4, 4]), labels, labels).toDocument();
	for (const tokens of [null, 3, { direction: "up" }]) {
		const shown = await viewer.show(document, { mode: "tokens", tokens });
		await expect(shown.locator(".al-Token")).toHaveCount(4);
		await expect(shown.locator("img")).toHaveCount(0);
	}
});

test("4,096 tokens are there in less than a second, and shaded at once", async ({ viewer }) => {
	const size = 4096;
	const weights = Float32Array.from({ length: size * size }, (_, i) => (i % 97 === 0 ? 0.02 : 0.0001));
	const preview = await encodePreview(weights, [size, size], { maxBytes: 20_000 });
	const labels = Array.from({ length: size }, (_, i) => `word${i % 89}`);
	const axes = [
		{ name: "query", size, labels },
		{ name: "key", size, labels },
	];
	const shown = await viewer.show({ version: 1, axes, preview, source: { dtype: "float32" } });
	const took = await shown.evaluate(async (node) => {
		const start = performance.now();
		(node.querySelector('[data-mode="tokens"]') as HTMLElement).click();
		while (node.querySelector(".al-Token") === null) await new Promise(requestAnimationFrame);
		const drawn = performance.now() - start;
		const again = performance.now();
		node.querySelectorAll(".al-Token")[7].dispatchEvent(new PointerEvent("pointerover", { bubbles: true }));
		while ((node.querySelector(".al-Token") as HTMLElement).style.backgroundColor === "") {
			await new Promise(requestAnimationFrame);
		}
		return { drawn, shaded: performance.now() - again };
	});
	expect(took.drawn).toBeLessThan(1000);
	expect(took.shaded).toBeLessThan(300);
});
