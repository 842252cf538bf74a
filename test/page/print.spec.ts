import { readCells } from "../e2e/pixels";
import { documentOf } from "../extension/documents";
import { coloursOf } from "./pixels";
import { expect, type Theme, test, ViewerPage } from "./viewer-page";

const [HEADS, QUERIES, KEYS] = [2, 5, 7];
const WHITE = "rgb(255, 255, 255)";

test("on paper there are labels and no controls", async ({ viewer }) => {
	const { document } = await documentOf([HEADS, QUERIES, KEYS]);
	const shown = await viewer.show(document);
	await viewer.page.emulateMedia({ media: "print" });
	await expect(shown.locator(".al-Controls")).toBeHidden();
	await expect(shown.locator('[data-part="deck"]')).toBeVisible();
});

for (const theme of ["dark", "high-contrast"] satisfies Theme[]) {
	test(`paper is light where the page is ${theme}, and the page is as it was afterwards`, async ({ page }) => {
		const viewer = await new ViewerPage(page).open(theme);
		const { document } = await documentOf([HEADS, QUERIES, KEYS]);
		const shown = await viewer.show(document);
		const raster = shown.locator(".al-Matrix-raster");
		await expect(raster).toHaveAttribute("data-weights", "preview");
		const before = await readCells(raster, QUERIES, KEYS);
		const colour = await coloursOf(document);
		const light = Array.from({ length: QUERIES * KEYS }, (_, i) => colour(0, Math.floor(i / KEYS), i % KEYS));
		const far = (cells: number[][]): number =>
			Math.max(...cells.flatMap((cell, i) => cell.map((channel, c) => Math.abs(channel - light[i][c]))));
		expect(far(before)).toBeGreaterThan(100);

		await page.emulateMedia({ media: "print" });
		await expect(shown).toHaveCSS("background-color", WHITE);
		expect(far(await readCells(raster, QUERIES, KEYS))).toBeLessThanOrEqual(1);
		await expect(shown.locator(".al-Header-title")).toHaveCSS("color", "rgb(0, 0, 0)");
		if (process.env.KEEP) await shown.screenshot({ path: `${process.env.KEEP}/print-${theme}.png` });
		await page.emulateMedia({ media: "screen" });
		await expect(shown).not.toHaveCSS("background-color", WHITE);
		expect(await readCells(raster, QUERIES, KEYS)).toEqual(before);
	});
}

test("what is printed has been drawn when the browser goes on to print", async ({ page }) => {
	const viewer = await new ViewerPage(page).open("dark");
	const { document } = await documentOf([HEADS, QUERIES, KEYS]);
	const shown = await viewer.show(document);
	await expect(shown.locator(".al-Matrix-raster")).toHaveAttribute("data-weights", "preview");
	const [dark, paper] = await shown.evaluate((node) => {
		const raster = node.querySelector(".al-Matrix-raster") as HTMLCanvasElement;
		const corner = (): number[] => {
			const copy = new OffscreenCanvas(1, 1).getContext("2d")!;
			copy.drawImage(raster, 1, 1, 1, 1, 0, 0, 1, 1);
			return [...copy.getImageData(0, 0, 1, 1).data];
		};
		const before = corner();
		window.dispatchEvent(new Event("beforeprint"));
		return [before, corner()];
	});
	const weightOf = await coloursOf(document);
	expect(Math.max(...paper.slice(0, 3).map((channel, c) => Math.abs(channel - weightOf(0, 0, 0)[c])))).toBeLessThan(2);
	expect(paper).not.toEqual(dark);
});
