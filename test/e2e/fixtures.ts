import { test as base, expect } from "@playwright/test";
import { LabServer } from "./lab-server";

interface PerTest {
	/** Every address that the page has asked for. */
	requested: string[];
	/** Bytes of each of the extension's own files that the page has fetched. */
	chunks: number[];
}
interface PerWorker {
	lab: LabServer;
}

/** A page beside its own JupyterLab. Every test ends with the proof that nothing was asked from anywhere else. */
export const test = base.extend<PerTest, PerWorker>({
	lab: [
		// biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixture's needs from the pattern
		async ({}, use) => {
			const lab = await LabServer.start();
			await use(lab);
			await lab.stop();
		},
		{ scope: "worker", timeout: 120_000 },
	],
	chunks: async ({ context }, use) => {
		const chunks: number[] = [];
		context.on("response", (response) => {
			if (!response.url().includes("/@attention-lab/jupyterlab/static/")) return;
			chunks.push(Number(response.headers()["content-length"] ?? 0));
		});
		await use(chunks);
	},
	requested: [
		async ({ context, lab }, use) => {
			const requested: string[] = [];
			context.on("request", (request) => requested.push(request.url()));
			await use(requested);
			const own = new URL(lab.url).host;
			const foreign = requested.filter((url) => /^(https?|wss?):/.test(url) && new URL(url).host !== own);
			expect(foreign).toEqual([]);
		},
		{ auto: true },
	],
});

export { expect };
