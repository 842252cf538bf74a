import { expect, type Locator, type Page } from "@playwright/test";
import type { LabServer } from "./lab-server";

const ERROR_TYPE = "application/vnd.jupyter.error";

/** A notebook in JupyterLab, as a reader handles it. */
export class NotebookPage {
	constructor(
		readonly page: Page,
		private readonly lab: LabServer,
		readonly name: string,
	) {}

	/** Opens it in JupyterLab in a workspace without memory, its side bar closed. */
	async open(): Promise<this> {
		await this.page.goto(`${this.lab.url}/lab/tree/${this.name}?reset`);
		await this.page.locator(".jp-Notebook .jp-Cell").first().waitFor();
		return this;
	}

	/** Opens it in Notebook 7. */
	async openInNotebook7(): Promise<this> {
		await this.page.goto(`${this.lab.url}/notebooks/${this.name}`);
		await this.page.locator(".jp-Notebook .jp-Cell").first().waitFor();
		await expect.poll(() => this.kernelState(), { timeout: 60_000 }).toBe("idle");
		return this;
	}

	/** Opens it, and answers the question for a kernel with "no". The notebook must name none. */
	async openWithoutKernel(address = `lab/tree/${this.name}?reset`): Promise<this> {
		await this.page.goto(`${this.lab.url}/${address}`);
		await this.page.locator(".jp-Notebook .jp-Cell").first().waitFor();
		await this.page.locator(".jp-Dialog").getByRole("button", { name: "No Kernel" }).click();
		await expect(this.page.locator(".jp-Dialog")).toHaveCount(0);
		return this;
	}

	async closeSideBar(): Promise<void> {
		const open = this.page.locator(".jp-SideBar.jp-mod-left .lm-TabBar-tab.lm-mod-current");
		if ((await open.count()) > 0) await open.click();
	}

	/** Runs every cell until all have their numbers and the kernel rests; a cell that fails is the test's failure. */
	async runAll(timeout: number): Promise<void> {
		await this.kernelRests(60_000);
		await this.menu("Edit", "Clear Outputs of All Cells");
		await this.menu("Run", "Run All Cells");
		const prompts = this.page.locator(".jp-Notebook .jp-CodeCell .jp-InputArea-prompt");
		const errors = this.page.locator(`.jp-Notebook [data-mime-type="${ERROR_TYPE}"]`);
		const progress = async (): Promise<string> => {
			if ((await errors.count()) > 0) return `failed: ${await errors.first().textContent()}`;
			const texts = await prompts.allTextContents();
			const left = texts.filter((text) => !/\d/.test(text)).length;
			return left === 0 ? "done" : "running";
		};
		await expect.poll(progress, { timeout, intervals: [500] }).not.toBe("running");
		expect(await progress()).toBe("done");
		await this.kernelRests(timeout);
	}

	/** Runs one cell. */
	async runCell(index: number): Promise<void> {
		await this.cell(index).locator(".jp-InputArea-editor").click();
		await this.page.keyboard.press("Shift+Enter");
	}

	/** Presses a button of the notebook's toolbar. */
	async press(name: string): Promise<void> {
		await this.page.locator(".jp-NotebookPanel-toolbar").getByRole("button", { name, exact: true }).click();
	}

	/** What the server says of the kernel that this page is connected to: Notebook 7 has no status bar. */
	private async kernelState(): Promise<string | undefined> {
		const answer = await fetch(`${this.lab.url}/api/sessions`);
		const sessions: { path: string; kernel: { execution_state: string; connections: number } }[] = await answer.json();
		return sessions.find(({ path, kernel }) => path === this.name && kernel.connections > 0)?.kernel.execution_state;
	}

	/** The status bar's word: the notebook's own indicator says "idle" before a kernel is there. */
	async kernelRests(timeout: number): Promise<void> {
		const state = this.page.locator("#jp-main-statusbar").getByText(/\(Attention Lab\) \| Idle$/);
		await expect(state).toBeVisible({ timeout });
	}

	async menu(...names: string[]): Promise<void> {
		const [bar, ...rest] = names;
		await this.page.locator(".lm-MenuBar-item").getByText(bar, { exact: true }).click();
		for (const name of rest) {
			await this.page.locator(".lm-Menu .lm-Menu-itemLabel").getByText(name, { exact: true }).first().click();
		}
	}

	async save(): Promise<void> {
		const saved = this.page.waitForResponse(
			(response) => response.request().method() === "PUT" && response.url().includes("/api/contents/"),
		);
		await this.menu("File", "Save Notebook");
		expect((await saved).ok()).toBe(true);
	}

	/** The output area of a cell. */
	cell(index: number): Locator {
		return this.page.locator(".jp-Notebook .jp-Cell").nth(index);
	}
}
