import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { expect, type Locator } from "@playwright/test";
import type { SavedOutput } from "../e2e/lab-server";
import type { NotebookPage } from "../e2e/notebook-page";

/** A cell as nbformat saves it. */
export interface SavedCell {
	id: string;
	cell_type: string;
	source: string | string[];
	outputs?: SavedOutput[];
}

const MAP = "application/vnd.attention-lab.map.v1+json";
const PLOTLY = "application/vnd.plotly.v1+json";

/** Waits until everything that a cell shows is drawn, and fails where a part of it cannot be. */
export async function drawn(shown: Locator, cell: SavedCell): Promise<void> {
	const types = (cell.outputs ?? []).flatMap(({ data }) => Object.keys(data ?? {}));
	const count = (type: string): number => types.filter((name) => name === type).length;
	await expect(shown.locator(".al-Error")).toHaveCount(0);
	await expect(shown.locator(".al-Viewer:has(canvas[data-weights])")).toHaveCount(count(MAP));
	await expect(shown.locator(".js-plotly-plot .main-svg:first-of-type")).toHaveCount(count(PLOTLY));
	if (isMermaid(cell))
		await expect(shown.locator(".jp-RenderedMermaid img, .jp-RenderedMermaid svg")).not.toHaveCount(0);
	const broken = await shown
		.locator("img")
		.evaluateAll((images) => images.filter((image) => (image as HTMLImageElement).naturalWidth === 0).length);
	expect(broken).toBe(0);
}

/** Whether a reader sees more than text there. */
export function isPicture(cell: SavedCell): boolean {
	if (cell.cell_type === "markdown") return isMermaid(cell);
	return (cell.outputs ?? []).some(({ data }) => Object.keys(data ?? {}).some((type) => type !== "text/plain"));
}

function isMermaid({ cell_type, source }: SavedCell): boolean {
	return cell_type === "markdown" && /^```mermaid/m.test([source].flat().join(""));
}

/** Goes through a notebook as a reader does, and keeps a picture of each cell that shows one. */
export async function look(notebook: NotebookPage, cells: readonly SavedCell[], folder: string): Promise<number> {
	mkdirSync(folder, { recursive: true });
	let seen = 0;
	for (const [index, cell] of cells.entries()) {
		const shown = notebook.cell(index);
		await shown.evaluate((node) => node.scrollIntoView({ block: "start" }));
		if (!isPicture(cell)) continue;
		await drawn(shown, cell);
		const output = cell.cell_type === "code" ? shown.locator(".jp-OutputArea").first() : shown;
		await output.screenshot({ path: join(folder, `${String(index).padStart(2, "0")}-${cell.id}.png`) });
		seen++;
	}
	return seen;
}
