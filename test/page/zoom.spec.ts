import { encodePreview } from "@attention-lab/attention/map";
import type { Locator } from "@playwright/test";
import { AttentionMap } from "../../src/display/AttentionMap";
import { HeldCells } from "../../src/display/cells";
import { mapServer } from "../../src/display/mapServer";
import { tableFor } from "../../src/map/colour";
import { readPixels } from "../e2e/pixels";
import { expect, test } from "./viewer-page";

/** Weights of prime sizes with a few strong peaks, the rest small. */
function mapOf(queries: number, keys: number): { map: AttentionMap; values: Float32Array } {
	const values = new Float32Array(queries * keys);
	let state = 20261125;
	for (let i = 0; i < values.length; i++) {
		state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
		values[i] = (state / 2 ** 32) ** 8 * 0.2;
	}
	values[Math.floor(queries / 3) * keys + Math.floor(keys / 5)] = 0.9;
	const axes = [
		{ name: "query", size: queries },
		{ name: "key", size: keys },
	];
	const source = { dtype: "float32" };
	return {
		map: new AttentionMap({ cells: new HeldCells(values, [queries, keys]), axes, source, maxBytes: 50_000 }),
		values,
	};
}

/** Every seventh pixel of every seventh line of a canvas, and how many cells a side its finest numbers cover. */
interface Picture {
	width: number;
	height: number;
	side: number;
	sample: { x: number; y: number; colour: number[] }[];
}
const EVERY = 7;

async function pixels(raster: Locator): Promise<Picture> {
	const { width, height, at } = await readPixels(raster);
	const sample: Picture["sample"] = [];
	for (let y = 0; y < height; y += EVERY)
		for (let x = 0; x < width; x += EVERY) sample.push({ x, y, colour: at(x, y) });
	const pooling = await raster.getAttribute("data-pooling");
	return { width, height, side: Number(pooling?.split(",")[0]), sample };
}

type Span = readonly [number, number];

/** The rows or columns that a device pixel shows, of a level whose pixels are `side` cells: the definition, written anew. */
function under(pixel: number, of: number, [from, to]: Span, side: number, size: number): Span {
	const [start, step] = [from / side, (to - from) / side / of];
	const last = Math.ceil(size / side) - 1;
	const at = (place: number): number => Math.max(0, Math.min(last, Math.floor(place + 1e-4)));
	if (step <= 1) return [at(start + (pixel + 0.5) * step), at(start + (pixel + 0.5) * step)];
	return [at(start + pixel * step), Math.max(at(start + pixel * step), at(start + (pixel + 1) * step - 1))];
}

/** How far any channel of any seventh pixel is from the scale's colour of the largest weight under it. */
function farthest(picture: Picture, values: Float32Array, shape: Span, place: { query: Span; key: Span }): number {
	const [queries, keys] = shape;
	const table = tableFor(true);
	const { width, height, side, sample } = picture;
	let worst = 0;
	for (const { x, y, colour } of sample) {
		const [top, bottom] = under(y, height, place.query, side, queries);
		const [left, right] = under(x, width, place.key, side, keys);
		let most = 0;
		for (let row = top * side; row < Math.min(queries, (bottom + 1) * side); row++) {
			for (let column = left * side; column < Math.min(keys, (right + 1) * side); column++) {
				most = Math.max(most, values[row * keys + column]);
			}
		}
		const ink = Math.floor(Math.sqrt(most / 0.9) * 255 + 0.5) * 3;
		for (let i = 0; i < 3; i++) worst = Math.max(worst, Math.abs(colour[i] - table[ink + i]));
	}
	return worst;
}

const whole = (queries: number, keys: number): { query: Span; key: Span } => ({ query: [0, queries], key: [0, keys] });

for (const [queries, keys] of [
	[1031, 1031],
	[257, 1999],
	[2053, 509],
] as const) {
	test(`every pixel of ${queries} x ${keys} weights is right at every zoom`, async ({ viewer, page }) => {
		const { map, values } = mapOf(queries, keys);
		await viewer.connect(mapServer.open);
		const shown = await viewer.show(await map.toDocument({ live: true }));
		const raster = shown.locator(".al-Matrix-raster");
		const place = async (): Promise<{ query: Span; key: Span }> => {
			await page.waitForTimeout(500);
			const choice = (await viewer.call("choice", 0)) as { place?: { query: Span; key: Span } };
			return choice.place ?? whole(queries, keys);
		};
		await expect(raster).toHaveAttribute("data-weights", "exact");
		expect(farthest(await pixels(raster), values, [queries, keys], await place())).toBeLessThanOrEqual(1);
		const box = (await raster.boundingBox())!;
		await page.mouse.move(box.x + box.width * 0.3, box.y + box.height * 0.4);
		for (const turn of [-120, -300, -500, 200, -600]) {
			await page.keyboard.down("Control");
			await page.mouse.wheel(0, turn);
			await page.keyboard.up("Control");
			const now = await place();
			await expect(raster).toHaveAttribute("data-weights", "exact");
			await page.waitForTimeout(50);
			expect(farthest(await pixels(raster), values, [queries, keys], now)).toBeLessThanOrEqual(1);
		}
		expect(await raster.getAttribute("data-raster")).toBe("webgl2");
	});
}

test("hands and keys: box, drag, double click, minimap, plus, minus and 0; the reader's place is kept", async ({
	viewer,
	page,
}) => {
	const [queries, keys] = [601, 601];
	const { map } = mapOf(queries, keys);
	await viewer.connect(mapServer.open);
	const shown = await viewer.show(await map.toDocument({ live: true }));
	const matrix = shown.locator(".al-Matrix");
	const raster = shown.locator(".al-Matrix-raster");
	await expect(raster).toHaveAttribute("data-weights", "exact");
	const place = async (): Promise<{ query: Span; key: Span }> => {
		await page.waitForTimeout(400);
		return ((await viewer.call("choice", 0)) as { place: { query: Span; key: Span } }).place;
	};
	const box = (await raster.boundingBox())!;
	const drag = async (from: Span, to: Span): Promise<void> => {
		await page.mouse.move(box.x + from[0] * box.width, box.y + from[1] * box.height);
		await page.mouse.down();
		await page.mouse.move(box.x + to[0] * box.width, box.y + to[1] * box.height, { steps: 4 });
		await page.mouse.up();
	};
	await drag([0.25, 0.25], [0.5, 0.5]);
	const boxed = await place();
	expect(boxed.key[0] / keys).toBeCloseTo(0.25, 1);
	expect(boxed.key[1] / keys).toBeCloseTo(0.5, 1);
	await drag([0.5, 0.5], [0.3, 0.5]);
	const dragged = await place();
	expect((dragged.key[0] - boxed.key[0]) / (boxed.key[1] - boxed.key[0])).toBeCloseTo(0.2, 1);
	expect(dragged.query).toEqual(boxed.query);
	await expect(shown.locator(".al-Minimap")).toBeVisible();
	const map2 = (await shown.locator(".al-Minimap").boundingBox())!;
	await page.mouse.click(map2.x + map2.width * 0.8, map2.y + map2.height * 0.8);
	const went = await place();
	expect((went.key[0] + went.key[1]) / 2 / keys).toBeCloseTo(0.8, 1);
	await matrix.focus();
	await page.keyboard.press("0");
	expect(await place()).toEqual(whole(queries, keys));
	await page.keyboard.press("+");
	await page.keyboard.press("+");
	await page.keyboard.press("-");
	const closer = await place();
	expect(keys / (closer.key[1] - closer.key[0])).toBeCloseTo(1.6, 1);
	await page.keyboard.press("ArrowDown");
	await page.keyboard.press("End");
	expect((await place()).key[1]).toBe(keys);
	await page.mouse.dblclick(box.x + 50, box.y + 50);
	expect(keys / ((await place()).key[1] - (await place()).key[0])).toBeGreaterThan(3);
});

test("a page is scrolled past a map, unless the map has the focus", async ({ viewer, page }) => {
	const { map } = mapOf(101, 101);
	const shown = await viewer.show(await map.toDocument());
	await page.evaluate(() =>
		document.body.append(Object.assign(document.createElement("div"), { style: "height:3000px" })),
	);
	const box = (await shown.locator(".al-Matrix-raster").boundingBox())!;
	await page.mouse.move(box.x + 60, box.y + 60);
	await page.mouse.wheel(0, 40);
	await expect.poll(() => page.evaluate(() => window.scrollY)).toBeGreaterThan(0);
	expect(await viewer.call("choice", 0)).not.toHaveProperty("place");
	await page.evaluate(() => window.scrollTo(0, 0));
	await shown.locator(".al-Matrix").focus();
	await page.mouse.move(box.x + 60, box.y + 60);
	await page.mouse.wheel(0, -400);
	await expect.poll(() => viewer.call("choice", 0)).toHaveProperty("place");
	expect(await page.evaluate(() => window.scrollY)).toBe(0);
});

test("a preview is enough to zoom, and its peaks stay", async ({ viewer, page }) => {
	const { document } = { document: await previewOf(1031) };
	const shown = await viewer.show(document, { place: { query: [330, 360], key: [190, 220] } });
	const picture = await pixels(shown.locator(".al-Matrix-raster"));
	const darkest = [...tableFor(true).subarray(255 * 3)];
	expect(picture.sample.some(({ colour }) => colour.join() === darkest.join())).toBe(true);
	await page.close();
});

async function previewOf(size: number): Promise<unknown> {
	const { map, values } = mapOf(size, size);
	const preview = await encodePreview(values, [size, size], { maxBytes: 20_000 });
	return { version: 1, axes: map.axes, preview, source: map.source };
}
