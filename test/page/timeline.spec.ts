import type { AttentionMapDocument } from "@attention-lab/attention/map";
import { documentOf } from "../extension/documents";
import { expect, test, type ViewerPage } from "./viewer-page";

async function steps(count: number): Promise<AttentionMapDocument> {
	const { document } = await documentOf([count, 3, 5, 7]);
	document.axes[0].name = "step";
	document.axes[0].labels = Array.from({ length: count }, (_, step) => String(step * 100));
	return document;
}

const lead = async (viewer: ViewerPage): Promise<unknown> => (await viewer.call("choice", 0)).lead;

test("is there for steps only", async ({ viewer }) => {
	const plain = await viewer.show((await documentOf([2, 3, 5, 7])).document);
	await expect(plain.locator(".al-Timeline")).toBeHidden();
	const walked = await viewer.show(await steps(5));
	await expect(walked.locator(".al-Timeline")).toBeVisible();
});

test("scrubs by pointer and keys, the picker with it", async ({ viewer }) => {
	const shown = await viewer.show(await steps(11));
	const slider = shown.getByRole("slider", { name: "step" });
	await slider.fill("4");
	await expect.poll(() => lead(viewer)).toEqual([4, 0]);
	await expect(shown.locator('[data-axis="step"] select')).toHaveValue("4");
	await expect(slider).toHaveAttribute("aria-valuetext", "step 400");
	await slider.press("ArrowRight");
	await expect(shown.locator(".al-Timeline-label")).toHaveText("step 500 (6/11)");
	await expect(shown.locator(".al-Spark-mark")).toHaveAttribute("x1", "500.00");
	await shown.locator('[data-axis="step"] select').selectOption("10");
	await expect(slider).toHaveValue("10");
});

test("plays to its end and stops there; space pauses", async ({ viewer }) => {
	const shown = await viewer.show(await steps(5), { timeline: { speed: 16 } });
	const slider = shown.getByRole("slider", { name: "step" });
	await expect(slider).toHaveValue("0");
	await shown.getByRole("button", { name: "Play" }).click();
	await expect(shown.getByRole("button", { name: "Pause" })).toBeVisible();
	await expect(slider).toHaveValue("4");
	await expect(shown.getByRole("button", { name: "Play" })).toBeVisible();

	await shown.getByLabel("Steps per second").selectOption("1");
	await slider.press(" ");
	await expect(shown.getByRole("button", { name: "Pause" })).toBeVisible();
	await slider.press(" ");
	await expect(shown.getByRole("button", { name: "Play" })).toBeVisible();
	await expect(slider).toHaveValue("0");
});

test("more steps keep the reader's place, view and focus", async ({ viewer }) => {
	const shown = await viewer.show(await steps(3), { mode: "matrix" });
	const slider = shown.getByRole("slider", { name: "step" });
	await slider.fill("1");
	await viewer.call("choose", 0, { lead: [1, 2], pin: { query: 3, key: 2 }, mode: "statistics" });
	await slider.focus();
	await viewer.call("update", 0, await steps(7));
	await expect(slider).toHaveAttribute("max", "6");
	await expect(slider).toHaveValue("1");
	await expect(slider).toBeFocused();
	await expect(shown.locator('[data-axis="step"] option')).toHaveCount(7);
	await expect(shown.locator('[data-axis="head"] select, [data-axis="layer"] select').first()).toHaveValue("2");
	await expect(shown.locator(".al-Deck")).toHaveAttribute("data-mode", "statistics");
	await expect(shown.locator('tr[aria-current="true"]')).toHaveCount(1);
	await viewer.call("choose", 0, { mode: "matrix" });
	await expect(shown.locator(".al-ReadOut")).toContainText("pinned");
});

test("other axes are another map", async ({ viewer }) => {
	const shown = await viewer.show(await steps(3), {});
	await viewer.call("choose", 0, { lead: [2, 1] });
	const { document } = await documentOf([3, 4, 5, 7]);
	await viewer.call("update", 0, document);
	await expect(shown.locator(".al-Timeline")).toBeHidden();
});
