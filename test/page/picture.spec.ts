import { toBase64 } from "@attention-lab/attention/map";
import type { Locator, Page } from "@playwright/test";
import { MAX_TILE } from "../../extension/source/maps/zoom";
import { AttentionMap } from "../../src/display/AttentionMap";
import { HeldCells } from "../../src/display/cells";
import { mapServer } from "../../src/display/mapServer";
import { readPixels } from "../e2e/pixels";
import { weightsOf } from "../extension/documents";
import { catPng, pictureDocument, type Side } from "./media";
import { coloursOf, exactColours, firstWrong } from "./pixels";
import { expect, test } from "./viewer-page";

const FULL = { style: "colour", strength: 1 };
const grid: [number, number] = [7, 9];

const board = (shown: Locator): Locator => shown.locator(".al-Picture-board");
const token = (shown: Locator, name: string): Locator => shown.locator(".al-Token").filter({ hasText: name }).first();
const patch = (row: number, column: number): number => 1 + row * grid[1] + column;

async function over(shown: Locator, row: number, column: number): Promise<{ x: number; y: number }> {
	const box = (await board(shown).boundingBox()) as { width: number; height: number };
	return { x: ((column + 0.5) * box.width) / grid[1], y: ((row + 0.5) * box.height) / grid[0] };
}

async function pin(page: Page, index = 0): Promise<unknown> {
	return page.evaluate(async (at) => {
		const { bench } = window as unknown as { bench: { choice(i: number): Promise<{ pin: unknown }> } };
		return (await bench.choice(at)).pin;
	}, index);
}

test("a document without a picture has no such tab", async ({ viewer }) => {
	const { document } = await pictureDocument("key");
	const shown = await viewer.show({ ...document, image: undefined }, { mode: "picture" });
	await expect(shown.locator('.al-Tab[data-mode="picture"]')).toHaveCount(0);
	await expect(shown.locator(".al-Matrix")).toBeVisible();
});

for (const side of ["key", "query", "both"] as Side[]) {
	test(`every pixel has its weight's colour at full strength: ${side}`, async ({ viewer }) => {
		const { document } = await pictureDocument(side, grid);
		const colours = await coloursOf(document);
		const at = side === "both" ? patch(4, 5) : 3;
		const pair = side === "query" ? { query: 20, key: at } : { query: at, key: 20 };
		const shown = await viewer.show(document, { mode: "picture", picture: FULL, pin: pair, lead: [1] });
		await expect(board(shown)).toHaveAttribute("data-state", "ready");
		const pixels = await readPixels(shown.locator(".al-Picture-base"));
		expect(pixels.width / pixels.height).toBeCloseTo(9 / 7, 1);
		const colour = (row: number, column: number): number[] =>
			side === "query" ? colours(1, patch(row, column), at) : colours(1, at, patch(row, column));
		expect(firstWrong(pixels, ...grid, colour)).toBeNull();
		const special = token(shown, "token 0");
		const beside = side === "query" ? colours(1, 0, at) : colours(1, at, 0);
		await expect(special).toHaveCSS("background-color", `rgb(${beside.join(", ")})`);
	});
}

test("who looks at a patch: a column over the words, and over the picture itself", async ({ viewer }) => {
	const cross = await pictureDocument("key", grid);
	const picture = { ...FULL, direction: "to" };
	const chosen = { mode: "picture", picture, pin: { query: 3, key: patch(2, 4) } };
	const shown = await viewer.show(cross.document, chosen);
	const colours = await coloursOf(cross.document);
	const words = shown.locator(".al-Tokens").nth(1).locator(".al-Token");
	for (const index of [0, 3, 10]) {
		await expect(words.nth(index)).toHaveCSS("background-color", `rgb(${colours(0, index, patch(2, 4)).join(", ")})`);
	}
	const self = await pictureDocument("both", grid);
	const own = await viewer.show(self.document, chosen);
	await expect(board(own)).toHaveAttribute("data-state", "ready");
	const of = await coloursOf(self.document);
	const column = (row: number, at: number): number[] => of(0, patch(row, at), patch(2, 4));
	expect(firstWrong(await readPixels(own.locator(".al-Picture-base")), ...grid, column)).toBeNull();
});

test("words are hovered and pinned, patches read against them", async ({ viewer, page }) => {
	const { document } = await pictureDocument("key", grid);
	const shown = await viewer.show(document, { mode: "picture" });
	await token(shown, "sun").hover();
	await expect(shown.locator(".al-Media-caption")).toContainText("sun");
	await expect(shown.locator(".al-ReadOut-main")).toContainText("sun");
	await token(shown, "cat").click();
	await expect(token(shown, "cat")).toHaveAttribute("aria-pressed", "true");
	await board(shown).hover({ position: await over(shown, 5, 3) });
	await expect(shown.locator(".al-ReadOut-more")).toContainText(`[3, ${patch(5, 3)}]`);
	await board(shown).click({ position: await over(shown, 5, 3) });
	expect(await pin(page)).toEqual({ query: 3, key: patch(5, 3) });
	await page.keyboard.press("Escape");
	expect(await pin(page)).toBeNull();
});

test("keys walk over the patches in two dimensions", async ({ viewer, page }) => {
	const { document } = await pictureDocument("both", grid);
	const shown = await viewer.show(document, { mode: "picture" });
	const voice = shown.locator(".al-Viewer-voice");
	await board(shown).focus();
	await page.keyboard.press("ArrowRight");
	await expect(voice).toContainText("patch 0 (row 0, column 0) looks at");
	for (const key of ["ArrowDown", "ArrowDown", "ArrowRight"]) await page.keyboard.press(key);
	await expect(voice).toContainText("patch 19 (row 2, column 1) looks at");
	await page.keyboard.press("Enter");
	expect(await pin(page)).toMatchObject({ query: patch(2, 1) });
	for (const key of ["End", "PageDown"]) await page.keyboard.press(key);
	await expect(voice).toContainText("patch 19 (row 2, column 1) looks at patch 62 (row 6, column 8)");
	await page.keyboard.press("Escape");
	expect(await pin(page)).toBeNull();
	await token(shown, "token 0").focus();
	await page.keyboard.press("Enter");
	expect(await pin(page)).toMatchObject({ query: 0 });
});

test("what is chosen is kept", async ({ viewer, page }) => {
	const { document } = await pictureDocument("key", grid);
	const shown = await viewer.show(document, { mode: "picture" });
	await shown.getByRole("button", { name: "colour" }).click();
	await shown.getByRole("button", { name: "who looks at it" }).click();
	await shown.getByLabel("strength").fill("40");
	const kept = await page.evaluate(() =>
		(window as unknown as { bench: { choice(i: number): unknown } }).bench.choice(0),
	);
	expect(kept).toMatchObject({ picture: { style: "colour", direction: "to", strength: 0.4 } });
});

const SVG = `<svg xmlns="http://www.w3.org/2000/svg" width="288" height="224"><image href="http://127.0.0.1:8801/taken"/><script>window.taken = 1</script></svg>`;
const broken: Record<string, (png: Uint8Array) => Record<string, unknown>> = {
	"other bytes": () => ({ base64: toBase64(Uint8Array.from({ length: 999 }, (_, i) => (i * 31) % 251)) }),
	"an SVG that calls itself a PNG": () => ({ base64: toBase64(new TextEncoder().encode(SVG)) }),
	"a PNG that calls itself a JPEG": () => ({ type: "image/jpeg" }),
	"another size than it says": () => ({ width: 144, height: 112 }),
	"half of a file's header": (png) => ({ base64: toBase64(png.subarray(0, 30)) }),
	"damaged pixels": (png) => ({ base64: toBase64(png.map((byte, i) => (i > 60 ? byte ^ 0xa5 : byte))) }),
};

for (const [name, fault] of Object.entries(broken)) {
	test(`a broken picture is said, and its weights are shown: ${name}`, async ({ viewer, page }) => {
		const { document } = await pictureDocument("key", grid);
		// The view's own code is fetched with the first picture, a good one: from then on nothing may be asked for.
		await expect(board(await viewer.show(document, { mode: "picture" }))).toBeVisible();
		await viewer.call("clear");
		const requests: string[] = [];
		page.on("request", (request) => requests.push(request.url()));
		const image = { ...document.image, ...fault(await catPng(288, 224)) };
		const shown = await viewer.show({ ...document, image }, { mode: "picture", pin: { query: 3, key: 20 } });
		await expect(board(shown)).toHaveAttribute("data-state", "broken");
		await expect(shown.locator(".al-Media-fault .al-Error")).toContainText("image");
		const colours = await coloursOf(document);
		const wanted = (row: number, column: number): number[] => colours(0, 3, patch(row, column));
		expect(firstWrong(await readPixels(shown.locator(".al-Picture-base")), ...grid, wanted)).toBeNull();
		expect(requests.filter((url) => !url.startsWith("data:"))).toEqual([]);
		expect(await page.evaluate(() => "taken" in window)).toBe(false);
		await token(shown, "sun").click();
		expect(await pin(page)).toMatchObject({ query: 6 });
	});
}

test("another picture on the same axes takes the first one's place", async ({ viewer, page }) => {
	const { document } = await pictureDocument("key", grid);
	const shown = await viewer.show(document, { mode: "picture", picture: { strength: 0 } });
	await expect(board(shown)).toHaveAttribute("data-state", "ready");
	const before = await readPixels(shown.locator(".al-Picture-base"));
	await viewer.call("update", 0, { ...document, image: { ...document.image, grid: [9, 7] } });
	await expect(board(shown)).toHaveAttribute("data-state", "ready");
	await board(shown).focus();
	for (const key of ["Home", "ArrowDown", "ArrowDown"]) await page.keyboard.press(key);
	await expect(shown.locator(".al-Viewer-voice")).toContainText("patch 14 (row 2, column 0)");
	const base64 = toBase64(await catPng(96, 128));
	await viewer.call("update", 0, { ...document, image: { ...document.image, base64, width: 96, height: 128 } });
	await expect(board(shown)).toHaveAttribute("data-state", "ready");
	await expect.poll(async () => (await readPixels(shown.locator(".al-Picture-base"))).width).not.toBe(before.width);
	await viewer.call("update", 0, { ...document, image: undefined });
	await expect(shown.locator(".al-Matrix")).toBeVisible();
});

test("a large picture's patches have the kernel's exact weights, where the whole is pooled", async ({ viewer }) => {
	const side: [number, number] = [31, 37];
	const tokens = 1 + side[0] * side[1];
	const values = weightsOf([tokens, tokens]);
	const axes = ["query", "key"].map((name) => ({ name, size: tokens }));
	const cells = new HeldCells(values, [tokens, tokens]);
	const map = new AttentionMap({ cells, axes, source: { dtype: "float32" }, maxBytes: 30_000 });
	await viewer.connect(mapServer.open);
	const image = { ...(await pictureDocument("both", [7, 9])).document.image, grid: side };
	const document = { ...(await map.toDocument({ live: true })), image };
	expect(tokens ** 2).toBeGreaterThan(MAX_TILE);
	const shown = await viewer.show(document, { mode: "picture", picture: FULL, pin: { query: 700, key: 4 } });
	const colour = exactColours(document.preview.scale);
	const of = (row: number, column: number): number[] => colour(values[700 * tokens + 1 + row * side[1] + column]);
	const base = shown.locator(".al-Picture-base");
	await expect.poll(async () => firstWrong(await readPixels(base), ...side, of)).toBeNull();
	await shown.getByRole("button", { name: "who looks at it" }).click();
	const column = (row: number, at: number): number[] => colour(values[(1 + row * side[1] + at) * tokens + 4]);
	await expect.poll(async () => firstWrong(await readPixels(base), ...side, column)).toBeNull();
});
