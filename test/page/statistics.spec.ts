import type { Locator } from "@playwright/test";
import { documentOf } from "../extension/documents";
import { expect, test, type ViewerPage } from "./viewer-page";

const SHAPE = [3, 5, 7, 7];

async function open(viewer: ViewerPage, choice: Record<string, unknown> = {}): Promise<Locator> {
	const { document } = await documentOf(SHAPE);
	const shown = await viewer.show(document, { mode: "statistics", ...choice });
	await expect(shown.locator(".al-Statistics-figure .main-svg").first()).toBeVisible();
	await expect(shown.locator(".bars .point")).toHaveCount(15);
	return shown;
}

const lead = async (viewer: ViewerPage): Promise<unknown> => (await viewer.call("choice", 0)).lead;
const numbers = async (cells: Locator): Promise<number[]> => (await cells.allTextContents()).map(Number);

test("a cell, a point and a bar choose their head, and it is marked", async ({ viewer }) => {
	const shown = await open(viewer);
	const map = shown.locator(".al-Statistics-figure").nth(0).locator(".nsewdrag");
	const box = await map.boundingBox();
	await map.hover({ position: { x: 1, y: 1 } });
	const at = { x: ((box?.width ?? 0) * 3.5) / 5, y: ((box?.height ?? 0) * 1.5) / 3 };
	await map.hover({ position: at });
	await map.click({ position: at });
	await expect.poll(() => lead(viewer)).toEqual([1, 3]);
	await expect(shown.locator('tr[aria-current="true"]')).toHaveText(/^layer 1, head 3/);

	const points = shown.locator(".al-Statistics-figure").nth(1);
	const second = await points.locator(".scatterlayer .trace").first().locator(".point").nth(7).boundingBox();
	const middle = [(second?.x ?? 0) + (second?.width ?? 0) / 2, (second?.y ?? 0) + (second?.height ?? 0) / 2] as const;
	await viewer.page.mouse.move(...middle);
	await viewer.page.mouse.click(...middle);
	await expect.poll(() => lead(viewer)).toEqual([1, 2]);

	const bar = await shown.locator(".bars .point").first().boundingBox();
	const inside = [(bar?.x ?? 0) + 20, (bar?.y ?? 0) + (bar?.height ?? 0) / 2] as const;
	await viewer.page.mouse.move(...inside);
	await viewer.page.mouse.click(...inside);
	const first = await shown.locator(".yaxislayer-above .ytick, .ytick").allTextContents();
	const [layer, head] = (await lead(viewer)) as number[];
	expect(first.join()).toContain(`L${layer} H${head}`);
	const entropy = shown.locator("tbody td:nth-child(2)");
	const largest = Math.max(...(await numbers(entropy)));
	expect(await numbers(shown.locator('tr[aria-current="true"] td:nth-child(2)'))).toEqual([largest]);
});

test("the table is ordered by its columns, both ways, and by keyboard alone", async ({ viewer }) => {
	const shown = await open(viewer);
	for (let column = 2; column <= 6; column++) {
		const header = shown.locator(`thead th:nth-child(${column})`);
		await header.getByRole("button").focus();
		await viewer.page.keyboard.press("Enter");
		await expect(header).toHaveAttribute("aria-sort", "descending");
		const cells = shown.locator(`tbody td:nth-child(${column})`);
		const down = await numbers(cells);
		expect(down).toEqual([...down].sort((a, b) => b - a));
		await viewer.page.keyboard.press("Enter");
		await expect(header).toHaveAttribute("aria-sort", "ascending");
		const up = await numbers(cells);
		expect(up).toEqual([...up].sort((a, b) => a - b));
		expect(up).toHaveLength(15);
	}
	const name = shown.locator("tbody button").nth(4);
	const text = await name.textContent();
	await name.focus();
	await viewer.page.keyboard.press("Space");
	await expect(shown.locator('tr[aria-current="true"] th')).toHaveText(text ?? "");
	await expect(name).toBeFocused();
});

test("nothing is sent anywhere, and no button offers it", async ({ viewer, page }) => {
	const asked: string[] = [];
	page.on("request", (request) => asked.push(new URL(request.url()).origin));
	const shown = await open(viewer);
	expect(new Set(asked)).toEqual(new Set(asked.length > 0 ? ["http://127.0.0.1:8801"] : []));
	await expect(shown.locator(".modebar-btn")).toHaveCount(0);
});

test("the figures follow the width", async ({ viewer, page }) => {
	const shown = await open(viewer);
	await page.setViewportSize({ width: 420, height: 800 });
	await expect
		.poll(() =>
			shown
				.locator(".al-Statistics-figure .main-svg")
				.first()
				.evaluate((svg) => svg.clientWidth),
		)
		.toBeLessThan(410);
	expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(420);
});

test("labels never become markup", async ({ viewer }) => {
	const { document } = await documentOf(SHAPE);
	document.axes[1].labels = ["<b>a</b>", "<img src=x>", "&amp;", "d", "e"];
	const shown = await viewer.show(document, { mode: "statistics" });
	await expect(shown.locator(".bars .point")).toHaveCount(15);
	await expect(shown.locator("b, img")).toHaveCount(0);
	await expect(shown.locator(".xtick text").first()).toHaveText("<b>a</b>");
	await expect(shown.locator("tbody th").first()).toHaveText("layer 0, head <b>a</b>");
});
