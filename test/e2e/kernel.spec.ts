import { expect, test } from "./fixtures";
import { NotebookPage } from "./notebook-page";
import { liveNotebook } from "./notebooks";

const FRONT_ENDS = {
	JupyterLab: async (page: NotebookPage) => {
		await page.open();
		await page.kernelRests(60_000);
		return page;
	},
	"Notebook 7": (page: NotebookPage) => page.openInNotebook7(),
};

for (const [frontEnd, open] of Object.entries(FRONT_ENDS)) {
	test(`a session in ${frontEnd}: values, questions, progress, the stop button, errors, restart`, async ({
		page,
		lab,
	}) => {
		lab.write(
			`session ${frontEnd}.ipynb`,
			liveNotebook(
				"const kept: number = 40;\n[{ name: 'ada', loss: 0.5 }]",
				"const answer = await input('How many? ');\nkept + Number(answer)",
				"for (const _ of progress([1, 2, 3], 'outer')) for (const _ of progress([1, 2], 'inner')) {}",
				"console.log('running');\nwhile (true) {}",
				"class TooLarge extends RangeError {}\nfunction check(n: number) { if (n > 2) throw new TooLarge('too large'); }\ncheck(kept);",
				"const wrong: number = 'text';",
			),
		);
		const notebook = await open(new NotebookPage(page, lab, `session ${frontEnd}.ipynb`));
		const output = (index: number) => notebook.cell(index).locator(".jp-OutputArea");
		const prompt = (index: number) => notebook.cell(index).locator(".jp-InputArea-prompt");

		await notebook.runCell(0);
		await expect(output(0).locator("table")).toContainText("ada");

		await notebook.runCell(1);
		await output(1).locator("input").fill("2");
		await output(1).locator("input").press("Enter");
		await expect(output(1)).toContainText("42");

		await notebook.runCell(2);
		await expect(output(2).locator("progress")).toHaveCount(2);
		await expect(output(2)).toContainText(/outer.*3\/3.*inner.*2\/2/s);

		await notebook.runCell(3);
		await expect(output(3)).toContainText("running");
		await notebook.press("Interrupt the kernel");
		await expect(output(3)).toContainText("KeyboardInterrupt: the cell was interrupted; all variables are kept");

		await notebook.runCell(4);
		await expect(output(4)).toContainText("TooLarge: too large");
		await expect(output(4)).toContainText(/> 2 \| function check.*at check \(cell \[5\]:2:46\).*at cell \[5\]:3:1/s);
		await notebook.runCell(5);
		await expect(output(5)).toContainText("error TS2322: Type 'string' is not assignable to type 'number'.");

		await notebook.press("Restart the kernel");
		await page.locator(".jp-Dialog").getByRole("button", { name: "Confirm Kernel Restart" }).click();
		await notebook.runCell(4);
		await expect(output(4)).toContainText("error TS2304: Cannot find name 'kept'.");
		await notebook.runCell(0);
		await expect(prompt(0)).toHaveText("[2]:");

		await notebook.press("Restart the kernel and run all cells");
		await page.locator(".jp-Dialog").getByRole("button", { name: "Confirm Kernel Restart" }).click();
		await output(1).locator("input").fill("3");
		await output(1).locator("input").press("Enter");
		await expect(output(1)).toContainText("43");
		await expect(output(3)).toContainText("running");
		await notebook.press("Interrupt the kernel");
		await expect(output(3)).toContainText("KeyboardInterrupt");
		await expect(prompt(4)).toHaveText("[ ]:");
	});

	test(`completion and help in ${frontEnd}`, async ({ page, lab }) => {
		lab.write(
			`words ${frontEnd}.ipynb`,
			liveNotebook(
				[
					"/** Scales. */ function scale(value: number, factor: number): number { return value * factor; }",
					"const maybe = { deepValue: 1, other: '' } as { deepValue: number; other: string } | undefined;",
					"const 变量 = { größe: 1 };",
					"function go(options: { pace: 'fast' | 'slow-er' }) { return options; }",
				].join("\n"),
				"",
			),
		);
		const notebook = await open(new NotebookPage(page, lab, `words ${frontEnd}.ipynb`));
		await notebook.runCell(0);
		await expect(notebook.cell(0).locator(".jp-InputArea-prompt")).toHaveText("[1]:");
		const editor = notebook.cell(1).locator(".cm-content");
		const type = async (text: string) => {
			await editor.click();
			await page.keyboard.press("Control+a");
			await page.keyboard.press("Delete");
			await page.keyboard.type(text);
		};

		for (const [typed, accepted] of [
			["maybe?.de", "maybe?.deepValue"],
			["const 文 = '😀'; 变量.gr", "const 文 = '😀'; 变量.größe"],
			["`${mayb", "`${maybe"],
			["go({ pace: 'slow-", "go({ pace: 'slow-er"],
			["import { join } from 'node:pat", "import { join } from 'node:path"],
		]) {
			await type(typed);
			await page.keyboard.press("Tab");
			await page.locator(".jp-Completer:visible .jp-Completer-item").first().waitFor();
			await page.keyboard.press("Enter");
			await expect(editor).toHaveText(accepted);
		}

		await type("scale(1, ");
		await page.keyboard.press("Shift+Tab");
		await expect(page.locator(".jp-Tooltip strong").first()).toHaveText("factor: number");
		await page.keyboard.press("Escape");
		await type("scale");
		await page.keyboard.press("Shift+Tab");
		await expect(page.locator(".jp-Tooltip pre")).toContainText(
			"function scale(value: number, factor: number): number",
		);
		await expect(page.locator(".jp-Tooltip")).toContainText("Scales.");
	});
}
