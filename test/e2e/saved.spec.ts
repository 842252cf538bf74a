import type { AttentionMapDocument } from "@attention-lab/attention/map";
import { documentOf } from "../extension/documents";
import { coloursOf, farthest } from "./expected";
import { expect, test } from "./fixtures";
import { MapOnPage } from "./map-on-page";
import { NotebookPage } from "./notebook-page";
import { mapBundle, savedNotebook } from "./notebooks";

const [LAYERS, HEADS, QUERIES, KEYS] = [2, 3, 5, 7];
const name = "saved.ipynb";
const figure = { data: [{ y: [3, 1, 2], type: "scatter" }], layout: { title: { text: "Loss" } } };
let map: AttentionMapDocument;
let saved: object;

test.beforeAll(async () => {
	map = (await documentOf([LAYERS, HEADS, QUERIES, KEYS], { title: "A saved map" })).document;
	map.axes[3].labels = ["[CLS]", "注意力", "<b>x</b>", "the", "the", "", "[SEP]"];
	const causal = { source: { dtype: "float32", mask: "causal (top-left)" } };
	const bundles = [
		mapBundle(map),
		mapBundle({ version: 7 }),
		{ "application/vnd.plotly.v1+json": figure, "text/html": "<p>static</p>" },
		mapBundle((await documentOf([HEADS, KEYS, KEYS], causal)).document),
	];
	saved = savedNotebook(...bundles);
});

test.beforeEach(({ lab }) => lab.write(name, saved));

test("a saved map shows its own weights, cell by cell, head by head", async ({ page, lab }) => {
	const notebook = await new NotebookPage(page, lab, name).openWithoutKernel();
	const shown = new MapOnPage(notebook.cell(0).locator(".al-Viewer"));
	await shown.shows([0, 0], "preview");
	await expect(shown.raster).toHaveAttribute("data-raster", "webgl2");
	expect(farthest(await shown.cells(QUERIES, KEYS), await coloursOf(map, [0, 0]))).toBeLessThanOrEqual(1);
	await shown.pick("layer", 1);
	await shown.pick("head", 2);
	await shown.shows([1, 2], "preview");
	expect(farthest(await shown.cells(QUERIES, KEYS), await coloursOf(map, [1, 2]))).toBeLessThanOrEqual(1);
	await expect(shown.state).toContainText("saved preview");
});

test("without WebGL2 the same pixels come from Canvas 2D", async ({ page, lab }) => {
	await page.addInitScript(() => {
		const original = OffscreenCanvas.prototype.getContext;
		OffscreenCanvas.prototype.getContext = function (this: OffscreenCanvas, kind: never, ...rest: never[]) {
			return kind === "webgl2" ? null : original.call(this, kind, ...rest);
		} as typeof original;
	});
	const notebook = await new NotebookPage(page, lab, name).openWithoutKernel();
	const shown = new MapOnPage(notebook.cell(0).locator(".al-Viewer"));
	await expect(shown.raster).toHaveAttribute("data-raster", "canvas2d");
	expect(farthest(await shown.cells(QUERIES, KEYS), await coloursOf(map, [0, 0]))).toBe(0);
});

test("the overview picks a head, and the choice is saved with the notebook", async ({ page, lab }) => {
	const notebook = await new NotebookPage(page, lab, name).openWithoutKernel();
	const shown = new MapOnPage(notebook.cell(0).locator(".al-Viewer"));
	const board = shown.viewer.locator(".al-Overview-board");
	await board.press("ArrowDown");
	await shown.shows([1, 0], "preview");
	await board.press("End");
	await shown.shows([1, 2], "preview");
	await notebook.save();
	await notebook.openWithoutKernel();
	await shown.shows([1, 2], "preview");
	await board.click({ position: { x: 30, y: 30 } });
	await shown.shows([0, 0], "preview");
});

test("pointer and keyboard read out a cell", async ({ page, lab }) => {
	const notebook = await new NotebookPage(page, lab, name).openWithoutKernel();
	const shown = new MapOnPage(notebook.cell(0).locator(".al-Viewer"));
	await shown.shows([0, 0], "preview");
	await shown.matrix.hover({ position: await shown.middle(3, 2, QUERIES, KEYS) });
	await expect(shown.readOut).toContainText("[3, 2]");
	await expect(shown.readOut).toContainText("<b>x</b>");
	await shown.matrix.click({ position: await shown.middle(3, 1, QUERIES, KEYS) });
	await page.mouse.move(0, 0);
	await expect(shown.readOut).toContainText("pinned");
	await shown.matrix.focus();
	await shown.matrix.press("ArrowDown");
	await shown.matrix.press("End");
	await expect(shown.viewer.locator("[aria-live]")).toContainText("query 4, key [SEP]");
	await page.keyboard.press("Escape");
	await expect(shown.readOut).toContainText("Point at a cell");
	await expect(notebook.page.locator(".jp-Notebook .jp-Cell")).toHaveCount(4);
});

test("a document of an unknown version is one clear error", async ({ page, lab }) => {
	const notebook = await new NotebookPage(page, lab, name).openWithoutKernel();
	const error = notebook.cell(1).locator(".al-Error");
	await expect(error).toContainText("This attention map cannot be drawn");
	await expect(error).toContainText("version: expected 1, got 7");
	await expect(notebook.cell(0).locator(".al-Matrix-raster")).toBeVisible();
});

test("a Plotly figure draws, fetched only when there is one, with no button that sends it away", async ({
	page,
	lab,
	chunks,
}) => {
	const notebook = await new NotebookPage(page, lab, name).openWithoutKernel();
	const plot = notebook.cell(2).locator(".al-Plotly");
	await expect(plot.locator(".scatterlayer .trace")).toHaveCount(1);
	await expect(plot.locator(".gtitle")).toHaveText("Loss");
	await expect(plot.locator(".modebar-btn[data-title*='loud']")).toHaveCount(0);
	expect(chunks.filter((bytes) => bytes > 1_000_000)).toHaveLength(1);
});

test("masked cells are hatched, not zero", async ({ page, lab }) => {
	const notebook = await new NotebookPage(page, lab, name).openWithoutKernel();
	const shown = new MapOnPage(notebook.cell(3).locator(".al-Viewer"));
	await shown.shows([0], "preview");
	const drawn = await shown.cells(KEYS, KEYS);
	for (let query = 0; query < KEYS; query++) {
		for (let key = query + 1; key < KEYS; key++) expect(new Set(drawn[query * KEYS + key]).size).toBe(1);
	}
	await shown.matrix.hover({ position: await shown.middle(0, 3, KEYS, KEYS) });
	await expect(shown.readOut).toContainText("masked");
});

test("the page's theme is followed while the map is shown", async ({ page, lab }) => {
	const notebook = await new NotebookPage(page, lab, name).openWithoutKernel();
	const shown = new MapOnPage(notebook.cell(0).locator(".al-Viewer"));
	await shown.shows([0, 0], "preview");
	for (const [theme, light] of [
		["JupyterLab Dark", false],
		["JupyterLab Dark High Contrast", false],
		["JupyterLab Light", true],
	] as const) {
		await notebook.menu("Settings", "Theme", theme);
		const wanted = await coloursOf(map, [0, 0], light);
		await expect.poll(async () => farthest(await shown.cells(QUERIES, KEYS), wanted)).toBeLessThanOrEqual(1);
	}
});

test("a narrow column needs no scroll bar", async ({ page, lab }) => {
	const notebook = await new NotebookPage(page, lab, name).openWithoutKernel();
	await notebook.closeSideBar();
	await page.setViewportSize({ width: 420, height: 900 });
	const shown = new MapOnPage(notebook.cell(0).locator(".al-Viewer"));
	await shown.shows([0, 0], "preview");
	await expect(shown.viewer).not.toHaveClass(/al-mod-wide/);
	const over = (node: Element): number => node.scrollWidth - node.clientWidth;
	await expect.poll(() => shown.viewer.evaluate(over)).toBeLessThanOrEqual(0);
	const inside = shown.matrix.evaluate((node) => node.getBoundingClientRect().right <= window.innerWidth);
	expect(await inside).toBe(true);
});

test("Notebook 7 shows the saved map too", async ({ page, lab }) => {
	const notebook = await new NotebookPage(page, lab, name).openWithoutKernel(`notebooks/${name}`);
	const shown = new MapOnPage(notebook.cell(0).locator(".al-Viewer"));
	await shown.shows([0, 0], "preview");
	expect(farthest(await shown.cells(QUERIES, KEYS), await coloursOf(map, [0, 0]))).toBeLessThanOrEqual(1);
});
