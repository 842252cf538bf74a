import type { Locator } from "@playwright/test";
import { colourOf } from "../../extension/source/colours/colour-scale";
import { type Grid, gridOf, listOf, thumbAt, thumbPlace } from "../../extension/source/layout/grid";
import { pageOf } from "../../extension/source/layout/page";
import { readMap } from "../../extension/source/maps/attention-map";
import { measure } from "../../extension/source/maps/statistics";
import { tableFor } from "../../src/map/colour";
import { documentOf } from "../extension/documents";
import { expect, test } from "./viewer-page";

const SHAPE = [3, 5, 7, 7];
const HEADS = 15;

/** The colours of a canvas at some places. */
function coloursAt(raster: Locator, places: readonly { x: number; y: number }[]): Promise<number[][]> {
	return raster.evaluate((node, wanted) => {
		const canvas = node as HTMLCanvasElement;
		const pen = new OffscreenCanvas(canvas.width, canvas.height).getContext("2d")!;
		pen.drawImage(canvas, 0, 0);
		const { data } = pen.getImageData(0, 0, canvas.width, canvas.height);
		return wanted.map(({ x, y }) => [...data.slice((y * canvas.width + x) * 4, (y * canvas.width + x) * 4 + 3)]);
	}, places);
}

async function headsOf(shown: Locator): Promise<number[]> {
	const heads = await shown.locator(".al-Overview-raster").getAttribute("data-heads");
	return (heads ?? "").split(",").map(Number);
}

const drawn = (shown: Locator): Promise<unknown> =>
	shown.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));

test("thumbnails are the colours of their heads' saved weights in every order", async ({ viewer }) => {
	await viewer.page.setViewportSize({ width: 1200, height: 800 });
	const { document } = await documentOf(SHAPE);
	const map = await readMap(document);
	const shown = await viewer.show(document);
	const room = pageOf((await shown.evaluate((node) => node.clientWidth)) - 8).side;
	const scale = {
		table: tableFor(true),
		largest: map.largest,
		shape: "sqrt",
		masked: [
			[0, 0, 0],
			[0, 0, 0],
		],
	} as const;
	const numbers = measure(map.preview.values, HEADS, 7, 7);
	for (const by of [null, "entropy", "distance", "sink", "previous", "max"] as const) {
		for (const down of [true, false]) {
			await viewer.call("choose", 0, { overview: { by, down } });
			await drawn(shown);
			const heads = await headsOf(shown);
			const places: { x: number; y: number }[] = [];
			const wanted: number[][] = [];
			const sorted =
				by === null ? heads : [...heads].sort((a, b) => (down ? -1 : 1) * (numbers[by][a] - numbers[by][b]) || a - b);
			expect(heads).toEqual(sorted);
			expect([...heads].sort((a, b) => a - b)).toEqual(Array.from({ length: HEADS }, (_, i) => i));
			const grid = (by === null ? gridOf([3, 5], 1, room) : listOf(HEADS, 1, room)) as Grid;
			heads.forEach((head, place) => {
				const corner = thumbPlace(grid, place);
				const plane = map.plane([Math.floor(head / 5), head % 5]);
				for (const [row, column] of [
					[0, 0],
					[2, 5],
					[6, 6],
					[3, 1],
					[5, 2],
				]) {
					const x = Math.floor(corner.x + ((column + 0.5) * grid.width) / 7);
					const y = Math.floor(corner.y + ((row + 0.5) * grid.height) / 7);
					places.push({ x, y });
					wanted.push([
						...colourOf(
							{
								...scale,
								masked: [
									[0, 0, 0],
									[0, 0, 0],
								],
							},
							plane.values[row * 7 + column],
						),
					]);
				}
			});
			expect(await coloursAt(shown.locator(".al-Overview-raster"), places)).toEqual(wanted);
		}
	}
});

test("the order is chosen, turned and cut; click and keys choose what stands there", async ({ viewer, page }) => {
	await page.setViewportSize({ width: 1200, height: 800 });
	const { document } = await documentOf(SHAPE);
	const map = await readMap(document);
	const { entropy } = measure(map.preview.values, HEADS, 7, 7);
	const shown = await viewer.show(document);
	await shown.getByLabel("Order of the heads").selectOption("entropy");
	const down = Array.from({ length: HEADS }, (_, head) => head).sort((a, b) => entropy[b] - entropy[a] || a - b);
	await expect(shown.locator(".al-Overview-raster")).toHaveAttribute("data-heads", down.join());
	await shown.getByLabel("Largest first").click();
	await shown.getByLabel("Smallest first").click();
	await expect(shown.locator(".al-Overview-raster")).toHaveAttribute("data-heads", down.join());

	await shown.locator(".al-Order-limit").fill("100");
	const limit = (Math.min(...entropy) + Math.max(...entropy)) / 2;
	const left = down.filter((head) => entropy[head] >= limit);
	await expect(shown.locator(".al-Order-count")).toContainText(`${left.length} of 15 heads`);
	await expect(shown.locator(".al-Overview-raster")).toHaveAttribute("data-heads", left.join());
	await shown.locator(".al-Order-limit").fill("200");
	await expect(shown.locator(".al-Order-count")).toContainText("1 of 15 heads");
	await shown.locator(".al-Order-limit").fill("0");
	await expect(shown.locator(".al-Order-count")).toHaveText("15 of 15 heads");

	const board = shown.locator(".al-Overview-board");
	const room = pageOf((await shown.evaluate((node) => node.clientWidth)) - 8).side;
	const grid = listOf(HEADS, 1, room);
	const place = thumbPlace(grid, 6);
	expect(thumbAt(grid, place.x + 5, place.y + 5)).toBe(6);
	await board.click({ position: { x: place.x + 5, y: place.y + 5 } });
	const leadOf = (head: number): number[] => [Math.floor(head / 5), head % 5];
	await expect.poll(async () => (await viewer.call("choice", 0)).lead).toEqual(leadOf(down[6]));
	await board.press("ArrowRight");
	await expect.poll(async () => (await viewer.call("choice", 0)).lead).toEqual(leadOf(down[7]));
	const ring = await shown.locator(".al-Overview-ring").evaluate((node) => node.style.transform);
	const next = thumbPlace(grid, 7);
	expect(ring).toBe(`translate(${next.x}px, ${next.y}px)`);
});

test("very many heads are drawn part by part", async ({ viewer }) => {
	const { document } = await documentOf([48, 64, 7, 7]);
	const shown = await viewer.show(document, { overview: { by: "entropy" } });
	const count = async (): Promise<number> => (await headsOf(shown)).length;
	expect(await count()).toBe(144);
	await shown.getByRole("button", { name: "Show more heads" }).click();
	expect(await count()).toBe(288);
	await viewer.call("choose", 0, { overview: {} });
	await drawn(shown);
	expect(await count()).toBe(3072);
});
