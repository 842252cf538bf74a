/**
 * Every lesson in a real JupyterLab, as a reader meets it: as it is stored, without a kernel; and run from top to bottom.
 * `LESSONS=07,document LANGUAGES=en FOLDER=… npx playwright test --config test/course/playwright.config.ts` looks at some;
 * `-g stored` leaves out the run.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "../e2e/fixtures";
import { NotebookPage } from "../e2e/notebook-page";
import { look, type SavedCell } from "./lesson-page";

const ROOT = join(__dirname, "..", "..");
const list = (value: string | undefined): string[] | undefined => value?.split(",").filter(Boolean);
const languages = list(process.env.LANGUAGES) ?? ["en", "zh"];
const lessons = list(process.env.LESSONS);
const folder = process.env.FOLDER ?? join(ROOT, "test-results", "course", "pictures");

interface Saved {
	cells: SavedCell[];
	/** Of a lesson; the map of the document has none. */
	metadata: { attention_lab?: { budget: number } };
}

for (const language of languages) {
	const names = readdirSync(join(ROOT, "notebooks", language)).filter((name) => name.endsWith(".ipynb"));
	for (const name of names) {
		const number = name.replace(/[-.].*/, "");
		if (lessons !== undefined && !lessons.includes(number)) continue;
		const saved: Saved = JSON.parse(readFileSync(join(ROOT, "notebooks", language, name), "utf8"));
		const budget = saved.metadata.attention_lab?.budget;
		const pictures = (mode: string): string => join(folder, `${language}-${number}-${mode}`);

		test(`${language}/${name} as it is stored`, async ({ page, lab }) => {
			test.setTimeout(240_000);
			const copy = `${language}/stored-${name}`;
			lab.write(copy, { ...saved, metadata: {} });
			const notebook = await new NotebookPage(page, lab, copy).openWithoutKernel();
			await notebook.closeSideBar();
			expect(await look(notebook, saved.cells, pictures("stored"))).toBeGreaterThan(0);
		});

		if (budget === undefined) continue;
		test(`${language}/${name} run from top to bottom`, async ({ page, lab }) => {
			const seconds = 120 + 8 * budget;
			test.setTimeout(2 * seconds * 1000);
			const notebook = await new NotebookPage(page, lab, `${language}/${name}`).open();
			await notebook.runAll(seconds * 1000);
			await notebook.closeSideBar();
			await notebook.save();
			const ran = lab.read(`${language}/${name}`) as unknown as Saved;
			expect(ran.cells.map(({ id }) => id)).toEqual(saved.cells.map(({ id }) => id));
			expect(await look(notebook, ran.cells, pictures("run"))).toBeGreaterThan(0);
		});
	}
}
