import { documentOf } from "../extension/documents";
import { expect, test } from "./viewer-page";

const labels = (size: number): string[] => Array.from({ length: size }, (_, i) => `t${i}`);

async function documentWith(shape: readonly number[]): Promise<unknown> {
	const { document } = await documentOf(shape);
	for (const axis of document.axes.slice(-2)) axis.labels = labels(axis.size);
	return document;
}

test("a token pinned in one map is pinned in the other, until one of them is let go", async ({ viewer }) => {
	const document = await documentWith([2, 5, 7]);
	const [first, second] = [await viewer.show(document), await viewer.show(document)];
	const mark = second.locator(".al-Linked");
	await expect(mark).toHaveText("Linked: 1");
	await viewer.call("choose", 0, { pin: { query: 3, key: 4 } });
	await expect.poll(() => viewer.call("choice", 1)).toMatchObject({ pin: { query: 3, key: 4 } });
	await mark.click();
	await expect(mark).toHaveText("Not linked");
	await expect(first.locator(".al-Linked")).toBeHidden();
	expect(await viewer.call("choice", 1)).toMatchObject({ linked: false });
	await viewer.call("choose", 0, { pin: null });
	expect(await viewer.call("choice", 1)).toMatchObject({ pin: { query: 3, key: 4 } });
});

test("says where the map comes from; Escape closes it and gives the focus back", async ({ viewer }) => {
	const { document } = await documentOf([2, 5, 7], { source: { dtype: "float32", model: "a model" } });
	const shown = await viewer.show(document);
	const button = shown.getByRole("button", { name: "About" });
	await button.click();
	const box = shown.getByRole("region", { name: "About this map" });
	await expect(box).toContainText("a model");
	for (const width of [900, 320]) {
		await viewer.page.setViewportSize({ width, height: 800 });
		const edge = async (): Promise<number> => {
			const { x, width: wide } = (await box.boundingBox())!;
			return x + wide;
		};
		await expect.poll(edge).toBeLessThanOrEqual(width);
	}
	await expect(box).toContainText("head 2 × query 5 × key 7");
	await expect(box).toContainText("not an explanation");
	await box.getByRole("button", { name: "Do not show again" }).click();
	await expect(box).not.toContainText("not an explanation", { useInnerText: true });
	await viewer.page.keyboard.press("Escape");
	await expect(box).toBeHidden();
	await expect(button).toBeFocused();
});

test("what was chosen a moment ago outlives new words and settings", async ({ viewer }) => {
	const document = await documentWith([2, 5, 7]);
	const [first, second] = [await viewer.show(document), await viewer.show(document)];
	const mark = second.locator(".al-Linked");
	await mark.click();
	await expect.poll(() => viewer.call("choice", 1)).toMatchObject({ linked: false });
	await mark.evaluate((node) => {
		(node as HTMLElement).click();
		(window as unknown as { bench: { language(code: string): void } }).bench.language("zh_CN");
	});
	await expect(mark).toHaveText("已联动：1");
	await expect(first.locator(".al-Linked")).toHaveText("已联动：1");
});
