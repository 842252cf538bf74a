import { encodePreview } from "@attention-lab/attention/map";
import type { Locator } from "@playwright/test";
import { AttentionMap } from "../../src/display/AttentionMap";
import { HeldCells } from "../../src/display/cells";
import { mapServer } from "../../src/display/mapServer";
import { documentOf } from "../extension/documents";
import { expect, test } from "./viewer-page";

const lines = async (shown: Locator): Promise<number> =>
	Number(await shown.locator(".al-Arcs-canvas").getAttribute("data-lines"));

/** Pairs of one head whose weight is at least so large. */
function atLeast(weights: Float32Array, amount: number): number {
	return weights.filter((weight) => weight >= amount).length;
}

function liveMap(weights: Float32Array, shape: number[]): AttentionMap {
	const axes = shape.map((size, i) => ({ name: ["head", "query", "key"].slice(-shape.length)[i], size }));
	return new AttentionMap({ cells: new HeldCells(weights, shape), axes, source: { dtype: "float32" } });
}

test("as many lines are drawn as the rule keeps, by whatever rule and head", async ({ viewer }) => {
	const shape = [3, 11, 13];
	const { weights } = await documentOf(shape);
	const map = liveMap(weights, shape);
	await viewer.connect(mapServer.open);
	const shown = await viewer.show(await map.toDocument({ live: true }), { mode: "arcs", lead: [1] });
	const head = (index: number): Float32Array => weights.subarray(index * 143, (index + 1) * 143);
	await expect(shown.locator(".al-Arcs-summary")).not.toContainText("preview");
	for (const amount of [0.01, 0.1, 0.2]) {
		await viewer.call("choose", 0, { arcs: { by: "threshold", amount } });
		await expect.poll(() => lines(shown)).toBe(atLeast(head(1), amount));
	}
	const held = head(1).reduce((sum, weight) => sum + (weight >= 0.2 ? weight : 0), 0) / 11;
	const said = `shows ${atLeast(head(1), 0.2)} of 143 pairs, ${Math.round(held * 100)} % of the weight`;
	await expect(shown.locator(".al-Arcs-summary")).toHaveText(said);
	await shown.getByLabel("Which pairs are shown").selectOption("top");
	await shown.getByRole("spinbutton", { name: "Limit" }).fill("2");
	await shown.getByRole("spinbutton", { name: "Limit" }).press("Enter");
	await expect.poll(() => lines(shown)).toBe(22);
	await shown.getByLabel("Which heads are shown").selectOption("many");
	await shown.getByRole("button", { name: "head 2" }).click();
	await expect.poll(() => lines(shown)).toBe(44);
	await shown.getByRole("button", { name: "head 1" }).click();
	await expect(shown.getByRole("button", { name: "head 1" })).toHaveAttribute("aria-pressed", "false");
	await viewer.call("choose", 0, { arcs: { which: "mean", by: "threshold", amount: 0.1 } });
	const mean = head(0).map((weight, i) => (weight + head(1)[i] + head(2)[i]) / 3);
	await expect.poll(() => lines(shown)).toBe(atLeast(mean, 0.1));
});

test("a token hovered shows its lines alone, a click pins it, a second one the pair", async ({ viewer, page }) => {
	const { document } = await documentOf([11, 13]);
	const shown = await viewer.show(document, { mode: "arcs", arcs: { by: "top", amount: 3 } });
	expect(await lines(shown)).toBe(33);
	const box = (await shown.locator(".al-Arcs-window").boundingBox())!;
	const row = box.height / 13;
	await page.mouse.move(box.x + 4, box.y + 4.5 * row);
	await expect.poll(() => lines(shown)).toBe(3);
	await expect(shown.locator(".al-Arcs-ends")).toContainText("4 → ");
	await page.mouse.move(box.x + box.width / 2, box.y + 4.5 * row);
	await expect.poll(() => lines(shown)).toBe(33);
	await page.mouse.click(box.x + 4, box.y + 4.5 * row);
	await page.mouse.move(box.x + box.width / 2, box.y + 4.5 * row);
	await expect.poll(() => lines(shown)).toBe(3);
	expect(await viewer.call("choice", 0)).toMatchObject({ arcs: { token: { side: "query", index: 4 } } });
	await page.mouse.click(box.x + box.width - 4, box.y + 6.5 * row);
	expect(await viewer.call("choice", 0)).toMatchObject({ pin: { query: 4, key: 6 } });
	await page.keyboard.press("Escape");
	await expect.poll(() => lines(shown)).toBe(33);
	expect(await viewer.call("choice", 0)).toMatchObject({ pin: null, arcs: { token: null } });
});

test("keys walk over the tokens, and say what they find", async ({ viewer, page }) => {
	const { document } = await documentOf([11, 13]);
	const shown = await viewer.show(document, { mode: "arcs", arcs: { by: "top", amount: 2 } });
	await shown.getByRole("application").focus();
	await page.keyboard.press("ArrowDown");
	await page.keyboard.press("ArrowDown");
	await expect(shown.locator(".al-Arcs-ends")).toContainText("1 → ");
	await expect(shown.locator(".al-Viewer-voice")).toContainText("1 → ");
	await page.keyboard.press("End");
	await page.keyboard.press("ArrowRight");
	await expect(shown.locator(".al-Arcs-ends")).toContainText("10 ← ");
	await page.keyboard.press("Enter");
	expect(await viewer.call("choice", 0)).toMatchObject({ arcs: { token: { side: "key", index: 10 } } });
});

test("what a notebook says is checked", async ({ viewer }) => {
	const { document } = await documentOf([2, 5, 7]);
	const arcs = { by: "x", amount: "9", which: "many", heads: [7, -1, "a", 1], token: { side: "query", index: 99 } };
	for (const choice of [arcs, null, 3, "x", [1]]) {
		const shown = await viewer.show(document, { mode: "arcs", arcs: choice });
		expect(await lines(shown)).toBeGreaterThan(0);
	}
});

test("4,096 tokens are drawn in less than a second, and scrolled", async ({ viewer, page }) => {
	const size = 4096;
	const weights = Float32Array.from({ length: size * size }, (_, i) => (i % 97 === 0 ? 0.02 : 0.0001));
	const preview = await encodePreview(weights, [size, size], { maxBytes: 20_000 });
	const labels = Array.from({ length: size }, (_, i) => `t${i}`);
	const axes = [
		{ name: "query", size, labels },
		{ name: "key", size, labels },
	];
	const shown = await viewer.show({ version: 1, axes, preview, source: { dtype: "float32" } });
	const took = await shown.evaluate(async (node) => {
		const start = performance.now();
		(node.querySelector('[data-mode="arcs"]') as HTMLElement).click();
		while (node.querySelector(".al-Arcs-canvas") === null) await new Promise(requestAnimationFrame);
		return performance.now() - start;
	});
	expect(took).toBeLessThan(1000);
	await expect(shown.locator(".al-Arcs-summary")).toContainText("each line is the largest of");
	expect(await lines(shown)).toBeGreaterThan(0);
	await shown.getByRole("application").focus();
	await page.keyboard.press("End");
	await page.keyboard.press("End");
	await expect(shown.locator(".al-Arcs-ends")).toContainText("–4095 t");
});

test("4,096 tokens with a kernel stand one by one, exact", async ({ viewer }) => {
	const size = 4099;
	const weights = new Float32Array(size * size).fill(1e-6);
	for (let query = 0; query < size; query++) weights[query * size + query] = 0.5;
	const map = liveMap(weights, [size, size]);
	await viewer.connect(mapServer.open);
	const shown = await viewer.show(await map.toDocument({ live: true }), {
		mode: "arcs",
		arcs: { by: "threshold", amount: 0.25 },
	});
	const summary = shown.locator(".al-Arcs-summary");
	await expect(summary).toContainText("of queries 0 to");
	await expect(summary).not.toContainText("preview");
	const said = (await summary.textContent())!;
	const last = Number(/0 to (\d+)/.exec(said)![1]);
	expect(await lines(shown)).toBe(last + 1);
});
