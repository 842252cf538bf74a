import { documentOf } from "../extension/documents";
import { expect, test } from "./fixtures";
import { NotebookPage } from "./notebook-page";
import { mapBundle, savedNotebook } from "./notebooks";

const name = "panel.ipynb";

test.beforeEach(async ({ lab }) => {
	const titles = ["The first map", "The second map"];
	const maps = await Promise.all(titles.map((title) => documentOf([2, 5, 7], { title })));
	const labels = Array.from({ length: 7 }, (_, i) => `t${i}`);
	for (const { document } of maps) for (const axis of document.axes.slice(-2)) axis.labels = labels.slice(0, axis.size);
	lab.write(name, savedNotebook(...maps.map(({ document }) => mapBundle(document))));
});

test("the panel lists the notebook's maps and shares choices with them", async ({ page, lab }) => {
	const notebook = await new NotebookPage(page, lab, name).openWithoutKernel();
	const shown = notebook.cell(1).locator(".al-Viewer");
	await expect(shown.locator(".al-Linked")).toHaveText("Linked: 1");
	await page.getByRole("tab", { name: "Attention maps" }).click();
	const panel = page.locator("#attention-lab-panel");
	const list = panel.getByRole("listbox", { name: "Attention maps" });
	await expect(list.getByRole("option")).toHaveCount(2);
	await list.getByText("The second map").click();
	await expect(panel.locator(".al-Header-title")).toHaveText("The second map");
	await expect(shown.locator(".al-Linked")).toHaveText("Linked: 1");
	const matrix = panel.locator('[data-part="deck"]');
	expect((await matrix.boundingBox())?.height).toBeGreaterThan(80);
	await panel.locator(".al-Linked").click();
	await expect(shown.locator(".al-Linked")).toHaveText("Not linked");
});
