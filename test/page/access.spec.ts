import { readFileSync } from "node:fs";
import { type Locator, expect as plainExpect } from "@playwright/test";
import { documentOf } from "../extension/documents";
import { pictureDocument, soundDocument } from "./media";
import { expect, type Theme, test, ViewerPage } from "./viewer-page";

/** Every mode of every document, on a machine that does other things too. */
test.describe.configure({ timeout: 180_000 });

const AXE = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
/** WCAG 2.2, A and AA, and axe's own good practice. */
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
/** Rules about whole pages, which a single figure on a bare one cannot keep. */
const PAGE_RULES = ["landmark-one-main", "page-has-heading-one", "region"];

interface Violation {
	id: string;
	nodes: { html: string; failureSummary: string }[];
}

async function violations(viewer: ViewerPage): Promise<string[]> {
	await viewer.page.evaluate(AXE);
	const found = await viewer.page.evaluate(
		async ([tags, off]) => {
			const { axe } = window as unknown as { axe: { run(node: Document, options: object): Promise<unknown> } };
			const rules = Object.fromEntries(off.map((name) => [name, { enabled: false }]));
			const report = (await axe.run(document, { runOnly: { type: "tag", values: tags }, rules })) as {
				violations: unknown[];
			};
			return report.violations;
		},
		[RULES, PAGE_RULES] as const,
	);
	return (found as Violation[]).flatMap(({ id, nodes }) =>
		nodes.map((node) => `${id}: ${node.html}\n${node.failureSummary}`),
	);
}

const TOKENS = ["[CLS]", "猫", "坐在", "על", "mat", "🙂", "[SEP]"];

/** One map for every mode that the viewer has. */
async function documents(): Promise<Record<string, unknown>[]> {
	const labelled = async (shape: number[], labels: string[]): Promise<Record<string, unknown>> => {
		const { document } = await documentOf(shape, {
			source: { dtype: "float32", mask: "causal (top-left)" },
			title: "A map",
		});
		for (const axis of document.axes.slice(-2)) axis.labels = labels;
		const heads = shape.slice(0, -2).reduce((product, size) => product * size, 1);
		document.statistics = { entropy: Array(heads).fill(1), max: Array(heads).fill(0.5) };
		return document as unknown as Record<string, unknown>;
	};
	const first = await labelled([2, 3, 7, 7], TOKENS);
	const other = await labelled([2, 3, 5, 5], TOKENS.slice(0, 5));
	const media = [await pictureDocument("key"), await pictureDocument("both"), await soundDocument("query", 53, 2)];
	const numbers = (count: number): string =>
		Buffer.from(Float32Array.from({ length: count }, (_, i) => Math.sin(i * 1.37)).buffer).toString("base64");
	const vectors = { depth: 3, valueDepth: 11, keyHeads: 1, scale: 0.5, query: numbers(105), key: numbers(21) };
	const small = { ...(await labelled([5, 7, 7], TOKENS)), vectors: { ...vectors, value: numbers(77) } };
	const trained = await labelled([5, 3, 7, 7], TOKENS);
	(trained.axes as { name: string }[])[0].name = "step";
	return [{ ...first, other }, small, trained, ...media.map((made) => ({ ...made.document }))];
}

for (const theme of ["light", "dark", "high-contrast"] as Theme[]) {
	test(`axe finds nothing in any view, ${theme}`, async ({ page }) => {
		const viewer = await new ViewerPage(page).open(theme);
		const seen: string[] = [];
		for (const document of await documents()) {
			await viewer.call("clear");
			const shown = await viewer.show(document, { table: true, pin: { query: 3, key: 1 } });
			const modes = await shown
				.locator(".al-Tab")
				.evaluateAll((tabs) => tabs.map((tab) => (tab as HTMLElement).dataset.mode!));
			for (const mode of modes.length > 0 ? modes : ["matrix"]) {
				if (modes.length > 1) await shown.locator(`.al-Tab[data-mode="${mode}"]`).click();
				await page.waitForTimeout(300);
				seen.push(mode);
				plainExpect([mode, await violations(viewer)]).toEqual([mode, []]);
			}
		}
		plainExpect(new Set(seen).size).toBeGreaterThanOrEqual(2);
	});
}

test("axe finds nothing in an error, a close-up and a Chinese page", async ({ page }) => {
	const viewer = await new ViewerPage(page).open("light", "zh_CN");
	const { document } = await documentOf([101, 101]);
	await viewer.show(document, { place: { query: [10, 20], key: [10, 20] }, pin: { query: 12, key: 12 } });
	await viewer.show({ version: 1, axes: 3 });
	plainExpect(await violations(viewer)).toEqual([]);
});

test("a map fits a narrow column and a page at 200 %", async ({ page }) => {
	const viewer = await new ViewerPage(page).open();
	for (const document of await documents()) {
		for (const width of [320, 700]) {
			await page.setViewportSize({ width, height: 800 });
			const shown = await viewer.show(document);
			const modes = await shown
				.locator(".al-Tab")
				.evaluateAll((tabs) => tabs.map((tab) => (tab as HTMLElement).dataset.mode!));
			for (const mode of modes) {
				if (modes.length > 1) await shown.locator(`.al-Tab[data-mode="${mode}"]`).click();
				await page.waitForTimeout(200);
				const wide = await page.evaluate(() => document.documentElement.scrollWidth);
				plainExpect([mode, width, wide <= width]).toEqual([mode, width, true]);
			}
		}
	}
});

/** Calls `act` in every mode of every document. */
async function everyMode(viewer: ViewerPage, act: (shown: Locator, mode: string) => Promise<void>): Promise<void> {
	for (const document of await documents()) {
		await viewer.call("clear");
		const shown = await viewer.show(document, { table: true, pin: { query: 3, key: 1 } });
		const modes = await shown
			.locator(".al-Tab")
			.evaluateAll((tabs) => tabs.map((tab) => (tab as HTMLElement).dataset.mode!));
		for (const mode of modes) {
			if (modes.length > 1) await shown.locator(`.al-Tab[data-mode="${mode}"]`).click();
			await expect(shown.locator(".al-Deck")).toHaveAttribute("data-mode", mode);
			await act(shown, mode);
		}
	}
}

test("in the reader's own colours what is chosen, pressed and focused can be told from the rest", async ({ page }) => {
	await page.emulateMedia({ forcedColors: "active" });
	const viewer = await new ViewerPage(page).open();
	const look = (node: Locator, name: "backgroundColor" | "borderBottomColor"): Promise<string> =>
		node.evaluate((element, key) => getComputedStyle(element)[key], name);
	let compared = 0;
	await everyMode(viewer, async (shown, mode) => {
		const [on, off] = [shown.locator(".al-Tab[aria-selected=true]"), shown.locator(".al-Tab[aria-selected=false]")];
		if ((await off.count()) > 0) {
			const [chosen, other] = [await look(on, "borderBottomColor"), await look(off.first(), "borderBottomColor")];
			plainExpect([mode, chosen === other]).toEqual([mode, false]);
		}
		const pressed = shown.locator(".al-Control[aria-pressed=true]:visible");
		const loose = shown.locator(".al-Control[aria-pressed=false]:visible");
		if ((await pressed.count()) === 0 || (await loose.count()) === 0) return;
		const [down, up] = [await look(pressed.first(), "backgroundColor"), await look(loose.first(), "backgroundColor")];
		plainExpect([mode, down === up]).toEqual([mode, false]);
		compared++;
	});
	plainExpect(compared).toBeGreaterThan(0);
});

for (const forcedColors of ["none", "active"] as const) {
	test(`the focus shows at every stop of the keyboard, forced colours ${forcedColors}`, async ({ page }) => {
		await page.emulateMedia({ forcedColors });
		const viewer = await new ViewerPage(page).open();
		await everyMode(viewer, async (_, mode) => {
			await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
			for (let stop = 0; stop < 60; stop++) {
				await page.keyboard.press("Tab");
				const seen = await page.evaluate(() => {
					const node = document.activeElement;
					if (node === null || node === document.body) return null;
					const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(node);
					const { width, height } = node.getBoundingClientRect();
					const rings = outlineStyle !== "none" && Number.parseFloat(outlineWidth) >= 1;
					return { name: node.outerHTML.slice(0, 80), ok: (rings || boxShadow !== "none") && width * height > 1 };
				});
				if (seen === null) break;
				plainExpect([mode, seen.name, seen.ok]).toEqual([mode, seen.name, true]);
			}
		});
	});
}

test("nothing moves by itself for whoever wants less motion", async ({ page }) => {
	await page.emulateMedia({ reducedMotion: "reduce" });
	const viewer = await new ViewerPage(page).open();
	await everyMode(viewer, async (shown, mode) => {
		await shown.locator(".al-Overview-board").press("ArrowRight");
		const moving = await page.evaluate(() => document.getAnimations().length);
		plainExpect([mode, moving]).toEqual([mode, 0]);
	});
});

test("on a page from right to left numbers and drawings keep their order, and nothing is cut off", async ({ page }) => {
	const viewer = await new ViewerPage(page).open();
	await page.evaluate(() => {
		document.documentElement.dir = "rtl";
	});
	await everyMode(viewer, async (shown, mode) => {
		const beyond = await shown.evaluate((node) => node.scrollWidth - node.clientWidth);
		plainExpect([mode, beyond <= 0]).toEqual([mode, true]);
		const turned = await shown
			.locator("canvas")
			.evaluateAll((all) => all.map((node) => getComputedStyle(node).direction));
		plainExpect(new Set(turned)).toEqual(new Set(["ltr"]));
		const first = await shown.locator(".al-ReadOut-weight").evaluate((node) => {
			const at = (index: number): number => {
				const range = document.createRange();
				range.setStart(node.firstChild!, index);
				range.setEnd(node.firstChild!, index + 1);
				return range.getBoundingClientRect().left;
			};
			return at(0) < at(node.textContent!.length - 1);
		});
		plainExpect([mode, first]).toEqual([mode, true]);
	});
});
