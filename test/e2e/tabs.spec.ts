import { readFileSync } from "node:fs";
import { documentOf } from "../extension/documents";
import { expect, test } from "./fixtures";
import { MapOnPage } from "./map-on-page";
import { NotebookPage } from "./notebook-page";
import { liveNotebook, mapBundle, savedNotebook } from "./notebooks";

const name = "tabs.ipynb";

test.setTimeout(240_000);

test("a map opens in a tab, shares choices with its cell, and stands there again after a reload", async ({
	page,
	lab,
}) => {
	const maps = await Promise.all(["The first map", "The second map"].map((title) => documentOf([2, 5, 7], { title })));
	lab.write(name, savedNotebook(...maps.map(({ document }) => mapBundle(document))));
	const notebook = await new NotebookPage(page, lab, name).openWithoutKernel();
	const shown = new MapOnPage(notebook.cell(1).locator(".al-Viewer"));
	await shown.viewer.locator(".al-Header-title").click({ button: "right" });
	await page.locator(".lm-Menu").getByText("Open Map in New Tab").click();
	const tab = page.locator(".al-MapTab");
	await expect(tab.locator(".al-Header-title")).toHaveText("The second map");
	await expect(page.getByRole("tab", { name: "The second map" })).toBeVisible();
	await new MapOnPage(tab.locator(".al-Viewer")).pick("head", 1);
	await shown.shows([1], "preview");

	await page.getByRole("tab", { name }).click();
	await shown.viewer.getByRole("button", { name: "Open in a new tab" }).click();
	await expect(tab).toHaveCount(1);
	await expect(tab.locator(".al-Header-title")).toBeVisible();
	await expect(tab.getByRole("button", { name: "Open in a new tab" })).toHaveCount(0);

	await page.keyboard.press("Control+Shift+C");
	const palette = page.locator(".lm-CommandPalette");
	await palette.locator("input").fill("Save Map as CSV");
	const given = page.waitForEvent("download");
	await palette.locator(".lm-CommandPalette-item").filter({ hasText: "Save Map as CSV" }).first().click();
	const file = await given;
	expect(file.suggestedFilename()).toBe("The-second-map-head-1.csv");
	expect(
		readFileSync(await file.path(), "utf8")
			.trim()
			.split("\n").length,
	).toBe(1 + 5 * 7);

	await page.getByRole("tab", { name }).click();
	await notebook.save();
	await expect.poll(() => layoutOf(lab.url)).toContain("attention-lab-tabs");
	await page.reload();
	await page.locator(".jp-Dialog").getByRole("button", { name: "No Kernel" }).click({ timeout: 90_000 });
	await page.getByRole("tab", { name: "The second map" }).click();
	await expect(tab.locator(".al-Header-title")).toHaveText("The second map");
	await expect(tab.locator(".al-Matrix-raster")).toHaveAttribute("data-lead", "1");
});

/** What JupyterLab remembers of its layout. */
async function layoutOf(url: string): Promise<string> {
	return (await fetch(`${url}/lab/api/workspaces`)).text();
}

test("a tab follows its map when the cell is run again", async ({ page, lab }) => {
	const cell = (title: string) =>
		`attention.attentionMap(tf.softmax(tf.range(0, 35).reshape([5, 7]).sin()), { title: "${title}" });`;
	lab.write(name, liveNotebook(cell("before")));
	const notebook = await new NotebookPage(page, lab, name).open();
	await notebook.runAll(120_000);
	const shown = notebook.cell(0).locator(".al-Viewer");
	await shown.getByRole("button", { name: "Open in a new tab" }).click();
	const tab = page.locator(".al-MapTab");
	await expect(tab.locator(".al-Header-title")).toHaveText("before");
	await expect(tab.locator(".al-Header-state")).toHaveText("exact weights");
	await page.getByRole("tab", { name }).click();
	await notebook.cell(0).locator(".jp-InputArea-editor").click();
	await page.keyboard.press("Control+A");
	await page.keyboard.insertText(cell("after"));
	await page.keyboard.press("Shift+Enter");
	await expect(page.getByRole("tab", { name: "after" })).toBeVisible();
	await page.getByRole("tab", { name: "after" }).click();
	await expect(tab.locator(".al-Header-title")).toHaveText("after");
	await expect(tab.locator(".al-Header-state")).toHaveText("exact weights");
});
