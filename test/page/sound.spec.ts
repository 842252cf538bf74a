import type { Locator, Page } from "@playwright/test";
import { readPixels } from "../e2e/pixels";
import { documentOf } from "../extension/documents";
import { type Side, soundDocument } from "./media";
import { coloursOf, firstWrong } from "./pixels";
import { expect, test } from "./viewer-page";

const FULL = { style: "colour", strength: 1 };
const [slices, skip] = [53, 2];

const board = (shown: Locator): Locator => shown.locator(".al-Sound-board");
const token = (shown: Locator, name: string): Locator => shown.locator(".al-Token").filter({ hasText: name }).first();

async function pin(page: Page): Promise<unknown> {
	return page.evaluate(async () => {
		const { bench } = window as unknown as { bench: { choice(i: number): Promise<{ pin: unknown }> } };
		return (await bench.choice(0)).pin;
	});
}

for (const side of ["key", "query", "both"] as Side[]) {
	test(`every pixel of every slice has its weight's colour at full strength: ${side}`, async ({ viewer }) => {
		const { document } = await soundDocument(side, slices, skip);
		const colours = await coloursOf(document);
		const pair = side === "query" ? { query: 20, key: 4 } : { query: 4, key: 20 };
		const shown = await viewer.show(document, { mode: "sound", sound: FULL, pin: pair, lead: [1] });
		await expect(board(shown)).toHaveAttribute("data-state", "ready");
		const colour = (_: number, slice: number): number[] =>
			side === "query" ? colours(1, skip + slice, 4) : colours(1, 4, skip + slice);
		for (const canvas of [".al-Sound-base", ".al-Sound-band"]) {
			expect(firstWrong(await readPixels(shown.locator(canvas)), 1, slices, colour)).toBeNull();
		}
		const beside = side === "query" ? colours(1, 1, 4) : colours(1, 4, 1);
		const special = shown.locator(".al-Tokens").first().locator(".al-Token").nth(1);
		await expect(special).toHaveCSS("background-color", `rgb(${beside.join(", ")})`);
	});
}

test("a spectrogram is grey and low frequencies are at the bottom", async ({ viewer }) => {
	const { document } = await soundDocument("key", slices);
	const [bins, frames] = [5, 3];
	const bytes = Uint8Array.from({ length: bins * frames }, (_, i) => (i < frames ? 255 : 0));
	const sound = { ...document.sound, bins, frames, base64: Buffer.from(bytes).toString("base64") };
	const shown = await viewer.show({ ...document, sound }, { mode: "sound", sound: { strength: 0 } });
	await expect(board(shown)).toHaveAttribute("data-state", "ready");
	const { width, height, bytes: drawn } = await readPixels(shown.locator(".al-Sound-base"));
	const at = (y: number): number[] => [
		...drawn.subarray((y * width + (width >> 1)) * 4, (y * width + (width >> 1)) * 4 + 3),
	];
	expect([at(2), at(height - 3)]).toEqual([
		[255, 255, 255],
		[0, 0, 0],
	]);
});

test("words are hovered and pinned, moments read against them", async ({ viewer, page }) => {
	const { document } = await soundDocument("key", slices);
	const shown = await viewer.show(document, { mode: "sound" });
	await expect(shown.locator(".al-Media-caption")).toContainText("the");
	await token(shown, "sat").click();
	await expect(token(shown, "sat")).toHaveAttribute("aria-pressed", "true");
	const { width } = (await board(shown).boundingBox()) as { width: number };
	await board(shown).hover({ position: { x: (30.5 / slices) * width, y: 40 } });
	await expect(shown.locator(".al-ReadOut-more")).toContainText("[3, 30]");
	await board(shown).click({ position: { x: (30.5 / slices) * width, y: 40 } });
	expect(await pin(page)).toEqual({ query: 3, key: 30 });
});

test("keys walk along the time", async ({ viewer, page }) => {
	const { document } = await soundDocument("both", slices, skip);
	const shown = await viewer.show(document, { mode: "sound" });
	const voice = shown.locator(".al-Viewer-voice");
	await board(shown).focus();
	for (const key of ["Home", "ArrowRight", "ArrowRight"]) await page.keyboard.press(key);
	await expect(voice).toContainText("0.12–0.18 s looks at");
	await page.keyboard.press("Enter");
	expect(await pin(page)).toMatchObject({ query: skip + 2 });
	await page.keyboard.press("End");
	await expect(voice).toContainText("0.12–0.18 s looks at 3.14–3.20 s");
	await page.keyboard.press("Escape");
	expect(await pin(page)).toBeNull();
});

test("an alignment has a path of its peaks, the sound itself has none", async ({ viewer }) => {
	const { document } = await soundDocument("key", slices);
	const shown = await viewer.show(document, { mode: "sound" });
	const chrome = shown.locator(".al-Sound-chrome");
	const before = await readPixels(chrome);
	await shown.getByRole("button", { name: "path of the peaks" }).click();
	await expect(shown.getByRole("button", { name: "path of the peaks" })).toHaveAttribute("aria-pressed", "true");
	await expect.poll(async () => Buffer.compare((await readPixels(chrome)).bytes, before.bytes)).not.toBe(0);
	const self = await viewer.show((await soundDocument("both", slices)).document, { mode: "sound" });
	await expect(self.getByRole("button", { name: "path of the peaks" })).toHaveCount(0);
});

test("a broken sound is said, and its weights are shown", async ({ viewer, page }) => {
	const { document } = await soundDocument("key", slices);
	// The view's own code is fetched with the first sound, a good one: from then on nothing may be asked for.
	await expect(board(await viewer.show(document, { mode: "sound" }))).toBeVisible();
	await viewer.call("clear");
	const requests: string[] = [];
	page.on("request", (request) => requests.push(request.url()));
	const sound = { ...document.sound, compression: "deflate-raw", base64: Buffer.alloc(900, 7).toString("base64") };
	const shown = await viewer.show({ ...document, sound }, { mode: "sound", pin: { query: 2, key: 1 } });
	await expect(board(shown)).toHaveAttribute("data-state", "broken");
	await expect(shown.locator(".al-Media-fault .al-Error")).toContainText("sound.base64");
	const colours = await coloursOf(document);
	const colour = (_: number, slice: number): number[] => colours(0, 2, slice);
	expect(firstWrong(await readPixels(shown.locator(".al-Sound-base")), 1, slices, colour)).toBeNull();
	expect(requests).toEqual([]);
});

test("moments that were never looked at are hatched, over the sound and under it", async ({ viewer }) => {
	const source = { dtype: "float32", mask: "causal (top-left)" };
	const { document } = await documentOf([2, slices, slices], { source });
	const { sound } = (await soundDocument("both", slices)).document;
	const shown = await viewer.show({ ...document, sound }, { mode: "sound", sound: FULL, pin: { query: 20, key: 3 } });
	await expect(board(shown)).toHaveAttribute("data-state", "ready");
	for (const canvas of [".al-Sound-base", ".al-Sound-band"]) {
		const { width, height, bytes } = await readPixels(shown.locator(canvas));
		const colours = (from: number, to: number): Set<string> => {
			const found = new Set<string>();
			for (let x = Math.ceil((from * width) / slices); x < Math.floor((to * width) / slices); x++) {
				for (let y = 0; y < height; y++)
					found.add(String(bytes.subarray((y * width + x) * 4, (y * width + x) * 4 + 4)));
			}
			return found;
		};
		expect([colours(20, 21).size, colours(22, slices).size]).toEqual([1, 2]);
	}
});
