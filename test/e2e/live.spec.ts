import { formatWeight } from "../../extension/source/colours/ticks";
import { coloursOf, documentsOf, farthest } from "./expected";
import { expect, test } from "./fixtures";
import { MapOnPage } from "./map-on-page";
import { NotebookPage } from "./notebook-page";
import { liveNotebook } from "./notebooks";

const name = "live.ipynb";
const [HEADS, QUERIES, KEYS] = [3, 5, 7];

/** Weights worked out by the test itself: softmax of `sin(3 h + 2 q + k)` along the keys. */
function weight(head: number, query: number, key: number): number {
	const score = (k: number): number => Math.exp(Math.sin(3 * head + 2 * query + k));
	let sum = 0;
	for (let k = 0; k < KEYS; k++) sum += score(k);
	return score(key) / sum;
}

const CELL = [
	`const scores = tf.buffer([${HEADS}, ${QUERIES}, ${KEYS}]);`,
	`for (let h = 0; h < ${HEADS}; h++)`,
	`	for (let q = 0; q < ${QUERIES}; q++) for (let k = 0; k < ${KEYS}; k++) scores.set(Math.sin(3 * h + 2 * q + k), h, q, k);`,
	'attention.attentionMap(tf.softmax(scores.toTensor()), { axes: ["head"], title: "live" });',
].join("\n");

test("a living kernel gives exact weights; when it has gone, the saved ones stay", async ({ page, lab }) => {
	lab.write(name, liveNotebook(CELL));
	const notebook = await new NotebookPage(page, lab, name).open();
	await notebook.runAll(120_000);
	const shown = new MapOnPage(notebook.cell(0).locator(".al-Viewer"));
	await shown.shows([0], "exact");
	await expect(shown.state).toContainText("exact weights");
	await shown.pick("head", 2);
	await shown.shows([2], "exact");
	await shown.matrix.hover({ position: await shown.middle(1, 4, QUERIES, KEYS) });
	await expect(shown.readOut.locator(".al-ReadOut-weight")).toHaveText(formatWeight(weight(2, 1, 4)));

	await notebook.save();
	await page.reload();
	await shown.shows([2], "exact");

	await notebook.menu("Kernel", "Restart Kernel…");
	await page.locator(".jp-Dialog").getByRole("button", { name: "Confirm Kernel Restart" }).click();
	await shown.shows([2], "preview");
	await expect(shown.state).toContainText("saved preview");
	await notebook.runAll(60_000);
	await shown.shows([0], "exact");
	await notebook.save();
	const [document] = documentsOf(lab.read(name));
	expect(farthest(await shown.cells(QUERIES, KEYS), await coloursOf(document, [0]))).toBeLessThanOrEqual(6);
});

test("an updated output changes in place: the views stay, the reader's head too", async ({ page, lab }) => {
	const draw = (seed: number, options: string): string =>
		`await display(attention.attentionMap(tf.softmax(tf.randomNormal([2, 5, 7], 0, 1, "float32", ${seed})), { axes: ["head"] }), ${options});`;
	lab.write(name, liveNotebook(draw(1, '{ displayId: "m" }'), draw(2, '{ displayId: "m", update: true }')));
	const notebook = await new NotebookPage(page, lab, name).open();
	await notebook.kernelRests(60_000);
	await notebook.runCell(0);
	const shown = new MapOnPage(notebook.cell(0).locator(".al-Viewer"));
	await shown.shows([0], "exact");
	await shown.pick("head", 1);
	await shown.shows([1], "exact");
	const before = await shown.cells(QUERIES, KEYS);
	const node = await shown.matrix.elementHandle();
	await notebook.runCell(1);
	await expect.poll(async () => farthest(await shown.cells(QUERIES, KEYS), before)).toBeGreaterThan(20);
	await shown.shows([1], "exact");
	expect(await node?.evaluate((matrix) => matrix.isConnected)).toBe(true);
});
