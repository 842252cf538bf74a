/** The small pictures of the course's index: `node notebooks/tools/look.mjs --pictures`. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Locator, Page } from "@playwright/test";
import { expect, test } from "../e2e/fixtures";
import { NotebookPage } from "../e2e/notebook-page";
import { drawn, type SavedCell } from "./lesson-page";

const NOTEBOOKS = join(__dirname, "..", "..", "notebooks");
const WIDTH = 360;
const HEIGHT = 240;
const FIGURES = [".al-Matrix", ".js-plotly-plot", "img", "svg", ".jp-RenderedHTMLCommon"];
const lessons = process.env.LESSONS?.split(",");

for (const language of ["en", "zh"]) {
	const names = readdirSync(join(NOTEBOOKS, "lessons")).map((name) => name.replace(/\.md$/, ""));
	for (const name of names.filter((name) => lessons === undefined || lessons.includes(name.slice(0, 2)))) {
		test(`the picture of ${language}/${name}`, async ({ page, lab }) => {
			test.skip(process.env.UPDATE_PICTURES !== "1", "pictures are made on request");
			const picture = /^picture: (.+)$/m.exec(readFileSync(join(NOTEBOOKS, "lessons", `${name}.md`), "utf8"))?.[1];
			const saved = JSON.parse(readFileSync(join(NOTEBOOKS, language, `${name}.ipynb`), "utf8"));
			const index = saved.cells.findIndex(({ id }: SavedCell) => id === picture);
			lab.write(`${language}/stored-${name}.ipynb`, { ...saved, metadata: {} });
			const notebook = await new NotebookPage(page, lab, `${language}/stored-${name}.ipynb`).openWithoutKernel();
			await page.setViewportSize({ width: 900, height: 1000 });
			await notebook.closeSideBar();
			const cell = notebook.cell(index);
			await cell.evaluate((node) => node.scrollIntoView({ block: "start" }));
			await drawn(cell, saved.cells[index]);
			const png = await (await figure(cell)).screenshot();
			mkdirSync(join(NOTEBOOKS, "images"), { recursive: true });
			writeFileSync(join(NOTEBOOKS, "images", `${language}-${name.slice(0, 2)}.png`), await small(page, png));
		});
	}
}

/** What a cell draws, without what stands around it. */
async function figure(cell: Locator): Promise<Locator> {
	const output = cell.locator(".jp-OutputArea-output");
	for (const kind of FIGURES) {
		const found = output.locator(kind).first();
		if (await found.isVisible()) return found;
	}
	expect(await output.count()).toBeGreaterThan(0);
	return output.first();
}

/** The picture fitted into the index's cell. */
async function small(page: Page, png: Buffer): Promise<Buffer> {
	const url = await page.evaluate(
		async ([data, width, height]) => {
			const bytes = Uint8Array.from(atob(data), (character) => character.charCodeAt(0));
			const full = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
			const scale = Math.min(width / full.width, height / full.height, 1);
			const canvas = document.createElement("canvas");
			[canvas.width, canvas.height] = [Math.round(full.width * scale), Math.round(full.height * scale)];
			const pen = canvas.getContext("2d")!;
			pen.imageSmoothingQuality = "high";
			pen.drawImage(full, 0, 0, canvas.width, canvas.height);
			return canvas.toDataURL("image/png");
		},
		[png.toString("base64"), WIDTH, HEIGHT] as const,
	);
	return Buffer.from(url.split(",")[1], "base64");
}
