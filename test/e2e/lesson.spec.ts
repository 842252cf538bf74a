import { mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import type { AttentionMapDocument } from "@attention-lab/attention/map";
import { readMap } from "../../extension/source/maps/attention-map";
import { coloursOf, documentsOf, farthest } from "./expected";
import { expect, test } from "./fixtures";
import { MapOnPage } from "./map-on-page";
import { NotebookPage } from "./notebook-page";

const LESSON = "en/06-multi-head-attention.ipynb";
const WITHOUT_KERNEL = "en/saved-lesson.ipynb";
const PICTURE = join(__dirname, "..", "..", "notebooks", "images", "lesson.png");

/** A byte of the preview may stand one step beside the exact weight: so far apart may their colours be. */
const ONE_STEP = 8;

/** The model's map: the first of the lesson with a layer axis. */
function modelMap(notebook: NotebookPage): MapOnPage {
	const viewers = notebook.page.locator(".al-Viewer").filter({ has: notebook.page.locator('[data-axis="layer"]') });
	return new MapOnPage(viewers.first());
}

async function agrees(shown: MapOnPage, document: AttentionMapDocument, lead: number[], most: number): Promise<void> {
	const [queries, keys] = document.axes.slice(-2).map((axis) => axis.size);
	const wanted = await coloursOf(document, lead);
	await expect.poll(async () => farthest(await shown.cells(queries, keys), wanted)).toBeLessThanOrEqual(most);
}

test("the lesson runs, its map shows the model's attention, and stays when the kernel is gone", async ({
	page,
	lab,
}) => {
	test.setTimeout(600_000);
	const notebook = await new NotebookPage(page, lab, LESSON).open();
	await notebook.runAll(480_000);
	const shown = modelMap(notebook);
	await shown.viewer.scrollIntoViewIfNeeded();
	await shown.shows([0, 0], "exact");
	await shown.pick("layer", 3);
	await shown.pick("head", 7);
	await shown.shows([3, 7], "exact");
	await notebook.save();

	const saved = lab.read(LESSON);
	const document = documentsOf(saved).find(({ axes }) => axes[0].name === "layer");
	if (document === undefined) throw new Error("the saved lesson has no map of the model");
	expect(document.axes.slice(0, 2).map((axis) => axis.size)).toEqual([6, 12]);
	await agrees(shown, document, [3, 7], ONE_STEP);
	await shown.pick("head", 2);
	await shown.shows([3, 2], "exact");
	await agrees(shown, document, [3, 2], ONE_STEP);
	expect(await coloursOf(document, [3, 2])).not.toEqual(await coloursOf(document, [3, 7]));

	await test.step("a picture for the README", async () => {
		if (process.env.UPDATE_SCREENSHOT !== "1") return;
		mkdirSync(dirname(PICTURE), { recursive: true });
		const [lead, query, key] = await strongest(document, "it", "cat");
		await notebook.closeSideBar();
		await shown.pick("layer", lead[0]);
		await shown.pick("head", lead[1]);
		await shown.shows(lead, "exact");
		await shown.viewer.evaluate((node) => node.closest(".jp-Cell")?.scrollIntoView({ block: "start" }));
		await shown.matrix.hover({ position: await shown.middle(query, key, ...sizesOf(document)) });
		await expect(shown.readOut).toContainText(`[${query}, ${key}]`);
		await page.screenshot({ path: PICTURE });
		await shown.pick("layer", 3);
		await shown.pick("head", 7);
	});

	await test.step("reopened without a kernel", async () => {
		lab.write(WITHOUT_KERNEL, { ...saved, metadata: {} });
		const again = await new NotebookPage(page, lab, WITHOUT_KERNEL).openWithoutKernel();
		const kept = modelMap(again);
		await kept.viewer.scrollIntoViewIfNeeded();
		await kept.shows([3, 7], "preview");
		await agrees(kept, document, [3, 7], 1);
	});
});

/** The head in which one word looks most at another. */
async function strongest(
	document: AttentionMapDocument,
	from: string,
	to: string,
): Promise<[number[], number, number]> {
	const map = await readMap(document);
	const query = map.query.labels?.indexOf(from) ?? 0;
	const key = map.key.labels?.indexOf(to) ?? 0;
	const heads = Array.from({ length: map.planes }, (_, i) => [
		Math.floor(i / map.leads[1].size),
		i % map.leads[1].size,
	]);
	const weight = (lead: number[]): number => map.plane(lead).values[query * map.key.size + key];
	return [heads.reduce((best, lead) => (weight(lead) > weight(best) ? lead : best)), query, key];
}

function sizesOf(document: AttentionMapDocument): [number, number] {
	return document.axes.slice(-2).map((axis) => axis.size) as [number, number];
}
