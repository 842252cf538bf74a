import type { Locator } from "@playwright/test";
import { documentOf } from "../extension/documents";
import { expect, test } from "./fixtures";
import { NotebookPage } from "./notebook-page";
import { mapBundle, savedNotebook } from "./notebooks";

const name = "settings.ipynb";

test.beforeEach(async ({ lab }) => {
	const { document } = await documentOf([2, 3, 5, 7], { title: "A map" });
	lab.write(name, savedNotebook(mapBundle(document)));
});

test("what a reader has set for all maps holds until the map's own reader chooses", async ({ page, lab }) => {
	lab.configure({ shape: "linear", mode: "tokens", note: false });
	try {
		const notebook = await new NotebookPage(page, lab, name).openWithoutKernel();
		const shown = notebook.cell(0).locator(".al-Viewer");
		await expect(shown.locator('.al-Tab[data-mode="tokens"]')).toHaveAttribute("aria-selected", "true");
		await expect(shown.locator(".al-ColourBar-shape").first()).toHaveValue("linear");
		await shown.getByRole("button", { name: "About" }).click();
		await expect(page.getByRole("region", { name: "About this map" })).not.toContainText("not an explanation", {
			useInnerText: true,
		});
		await page.keyboard.press("Escape");
		await shown.locator('.al-Tab[data-mode="matrix"]').click();
		await notebook.save();
		await page.reload();
		await expect(shown.locator('.al-Tab[data-mode="matrix"]')).toHaveAttribute("aria-selected", "true");
	} finally {
		lab.configure({});
	}
});

test("a setting that is changed while a map is shown is followed at once", async ({ page, lab }) => {
	test.setTimeout(240_000);
	const notebook = await new NotebookPage(page, lab, name).openWithoutKernel();
	const shown = notebook.cell(0).locator(".al-Viewer");
	// The panel stays in sight beside the settings, which take the notebook's place.
	await page.getByRole("tab", { name: "Attention maps" }).click();
	const beside = page.locator("#attention-lab-panel .al-Viewer");
	const shapeOf = (viewer: Locator): Locator => viewer.locator(".al-ColourBar-shape").first();
	await expect(shapeOf(beside)).toHaveValue("sqrt");
	try {
		await page.keyboard.press("Control+,");
		const plugins = page.locator(".jp-PluginList");
		await expect(plugins).toBeVisible({ timeout: 60_000 });
		await plugins.getByText("Attention Maps", { exact: true }).click();
		const [colourScale, view] = [0, 1].map((at) =>
			page.getByRole("group", { name: "Attention Maps" }).getByRole("combobox").nth(at),
		);
		await colourScale.selectOption({ label: "linear" });
		await expect(shapeOf(beside)).toHaveValue("linear");
		await view.selectOption({ label: "tokens" });
		await expect(beside.locator('.al-Tab[data-mode="tokens"]')).toHaveAttribute("aria-selected", "true");
		await page.getByRole("tab", { name }).click();
		await expect(shown.locator('.al-Tab[data-mode="tokens"]')).toHaveAttribute("aria-selected", "true");
		await expect(shapeOf(shown)).toHaveValue("linear");
	} finally {
		lab.configure({});
	}
});

test("commands stand in the palette and in the map's own menu", async ({ page, lab }) => {
	const notebook = await new NotebookPage(page, lab, name).openWithoutKernel();
	const shown = notebook.cell(0).locator(".al-Viewer");
	const raster = shown.locator(".al-Matrix-raster");
	await expect(raster).toHaveAttribute("data-lead", "0,0");
	await shown.locator(".al-Header-title").click({ button: "right" });
	const menu = page.locator(".lm-Menu");
	for (const label of ["Show Map in Side Panel", "Reset Map View", "Copy Map Document"]) {
		await expect(menu.getByText(label)).toBeVisible();
	}
	await menu.getByText("Show Map in Side Panel").click();
	const panel = page.locator("#attention-lab-panel");
	await expect(panel.locator(".al-Header-title")).toHaveText("A map");
	await page.keyboard.press("Control+Shift+C");
	const palette = page.locator(".lm-CommandPalette");
	await palette.locator("input").fill("Next Head");
	await palette.locator(".lm-CommandPalette-item").filter({ hasText: "Next Head" }).first().click();
	await expect(raster).toHaveAttribute("data-lead", "0,1");
});

test("every view of a map works in Notebook 7", async ({ page, lab }) => {
	const faults: string[] = [];
	// Notebook 7's own core throws once while it loads settings, without the viewer too; what counts is what passes through it.
	page.on("pageerror", ({ stack = "" }) => {
		if (stack.includes("@attention-lab")) faults.push(stack);
	});
	const notebook = await new NotebookPage(page, lab, name).openWithoutKernel(`notebooks/${name}`);
	const shown = notebook.cell(0).locator(".al-Viewer");
	const tabs = shown.locator(".al-Tab");
	await expect(tabs.first()).toBeVisible();
	for (let i = 0; i < (await tabs.count()); i++) {
		await tabs.nth(i).click();
		await expect(tabs.nth(i)).toHaveAttribute("aria-selected", "true");
		await expect(shown.locator(".al-Error")).toHaveCount(0);
	}
	await shown.locator('.al-Tab[data-mode="matrix"]').click();
	await shown.locator(".al-Matrix").focus();
	await page.keyboard.press("+");
	await expect(shown.locator(".al-Matrix")).toHaveClass(/al-mod-part/);
	expect(faults).toEqual([]);
});
