import type { Page } from "@playwright/test";
import { documentOf } from "../extension/documents";
import { coloursOf, farthest } from "./expected";
import { expect, test } from "./fixtures";
import { MapOnPage } from "./map-on-page";
import { NotebookPage } from "./notebook-page";
import { mapBundle, savedNotebook } from "./notebooks";

const name = "graphics.ipynb";
const [QUERIES, KEYS] = [5, 7];
/** More than a browser gives contexts to a page. */
const MAPS = 20;

/** Keeps every WebGL2 context that the page makes within the test's reach. */
async function watchContexts(page: Page): Promise<void> {
	await page.addInitScript(() => {
		const made: WebGL2RenderingContext[] = [];
		Object.assign(window, { made });
		for (const kind of [OffscreenCanvas, HTMLCanvasElement]) {
			const original = kind.prototype.getContext as (...words: unknown[]) => unknown;
			kind.prototype.getContext = function (this: unknown, ...words: unknown[]) {
				const context = original.apply(this, words);
				if (words[0] === "webgl2" && context) made.push(context as WebGL2RenderingContext);
				return context;
			} as never;
		}
	});
}

type Watched = Window & { made: WebGL2RenderingContext[] };
const contexts = (page: Page): Promise<boolean[]> =>
	page.evaluate(() => (window as unknown as Watched).made.map((context) => context.isContextLost()));

test("one graphics context serves every map of the page, survives its loss, and goes with the last map", async ({
	page,
	lab,
	chunks,
}) => {
	await watchContexts(page);
	const { document } = await documentOf([2, QUERIES, KEYS]);
	lab.write(name, savedNotebook(...Array.from({ length: MAPS }, () => mapBundle(document))));
	const notebook = await new NotebookPage(page, lab, name).openWithoutKernel();
	const maps = Array.from({ length: MAPS }, (_, i) => new MapOnPage(notebook.cell(i).locator(".al-Viewer")));
	for (const map of maps) await expect(map.raster).toHaveAttribute("data-raster", "webgl2");
	const wanted = await coloursOf(document, [0]);
	for (const map of [maps[0], maps[MAPS - 1]]) {
		expect(farthest(await map.cells(QUERIES, KEYS), wanted)).toBeLessThanOrEqual(1);
	}
	expect(await contexts(page)).toEqual([false]);
	expect(Math.max(...chunks)).toBeLessThan(163_000);

	await page.evaluate(() => {
		const extension = (window as unknown as Watched).made[0].getExtension("WEBGL_lose_context");
		Object.assign(window, { extension });
		extension?.loseContext();
	});
	await maps[0].pick("head", 1);
	await maps[0].shows([1], "preview");
	await expect(maps[0].raster).toHaveAttribute("data-raster", "canvas2d");
	expect(farthest(await maps[0].cells(QUERIES, KEYS), await coloursOf(document, [1]))).toBe(0);
	await page.evaluate(() => (window as unknown as { extension: WEBGL_lose_context }).extension.restoreContext());
	for (const map of maps) await expect(map.raster).toHaveAttribute("data-raster", "webgl2");
	expect(farthest(await maps[0].cells(QUERIES, KEYS), await coloursOf(document, [1]))).toBeLessThanOrEqual(1);

	await notebook.menu("File", "Close Tab");
	await page.locator(".jp-Dialog").getByRole("button", { name: "Discard" }).click();
	await expect(page.locator(".al-Viewer")).toHaveCount(0);
	await expect.poll(() => contexts(page)).toEqual([true]);
});
