import { readFileSync } from "node:fs";
import { expect as plainExpect } from "@playwright/test";
import { documentOf } from "../extension/documents";
import { pictureDocument, soundDocument } from "./media";
import { type Theme, test, ViewerPage } from "./viewer-page";

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
	return [{ ...first, other }, small, ...media.map((made) => ({ ...made.document }))];
}

for (const theme of ["light", "dark", "high-contrast"] as Theme[]) {
	test(`axe finds nothing in any view, ${theme}`, async ({ page }) => {
		const viewer = await new ViewerPage(page).open(theme);
		const seen: string[] = [];
		for (const document of await documents()) {
			await viewer.call("clear");
			const shown = await viewer.show(document);
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
