import type { Locator, Page } from "@playwright/test";
import { expect, test } from "./fixtures";
import { NotebookPage } from "./notebook-page";
import { liveNotebook } from "./notebooks";

const name = "debug.ipynb";

const CELL = [
	"function softmax(scores: number[]): number[] {",
	"  const powers = scores.map((score) => Math.exp(score));",
	"  const sum = powers.reduce((a, b) => a + b);",
	"  return powers.map((power) => power / sum);",
	"}",
	"softmax([0, 0])",
].join("\n");

/** The debugger's side bar. */
class SideBar {
	constructor(private readonly page: Page) {}

	frames(): Locator {
		return this.page.locator(".jp-DebuggerCallstack-body li");
	}

	variable(word: string): Locator {
		return this.page.getByRole("treeitem", { name: new RegExp(`^${word}:`) });
	}

	async press(label: string): Promise<void> {
		await this.page
			.getByRole("toolbar", { name: "Callstack panel toolbar" })
			.getByRole("button", { name: new RegExp(`^${label} `) })
			.click();
	}
}

test("a breakpoint in a cell, in JupyterLab's own debugger", async ({ page, lab }) => {
	lab.write(name, liveNotebook("const base: number = 40;", CELL));
	const notebook = await new NotebookPage(page, lab, name).open();
	await notebook.kernelRests(60_000);
	await notebook.runCell(0);
	await page.locator(".jp-DebuggerBugButton").first().click();
	const bar = new SideBar(page);
	await expect(bar.variable("base")).toContainText("40");

	const cell = notebook.cell(1);
	// The first one only makes room.
	await cell.locator(".cm-breakpoint-gutter .cm-gutterElement").nth(3).click();
	await expect(cell.locator(".cm-breakpoint-icon")).toHaveCount(2);
	await notebook.runCell(1);
	await expect(bar.frames().first()).toContainText("softmax");
	await expect(bar.variable("powers")).toContainText("[ 1, 1 ]");
	await expect(cell.locator(".jp-DebuggerEditor-highlight")).toContainText("const sum");
	await page.screenshot({ path: test.info().outputPath("debugger.png") });

	await bar.press("Next");
	await expect(cell.locator(".jp-DebuggerEditor-highlight")).toContainText("return powers.map");
	await expect(bar.variable("sum")).toContainText("2");
	await bar.press("Continue");
	await expect(cell.locator(".jp-OutputArea-output")).toContainText("[ 0.5, 0.5 ]");
	await expect(bar.frames()).toHaveCount(0);
});
