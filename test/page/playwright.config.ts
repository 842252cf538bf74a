/** The viewer on a bare page in a real browser: seconds, where JupyterLab takes a minute. */
import { join } from "node:path";
import { defineConfig } from "@playwright/test";
import lab from "../e2e/playwright.config";

const REPORT = process.env.PLAYWRIGHT_JSON_OUTPUT_NAME;

// biome-ignore lint/style/noDefaultExport: Playwright reads its configuration from the default export
export default defineConfig({
	...lab,
	testDir: __dirname,
	outputDir: join(__dirname, "..", "..", "test-results", "page"),
	globalSetup: join(__dirname, "bundle.ts"),
	timeout: 60_000,
	use: {
		...lab.use,
		launchOptions: {
			...lab.use?.launchOptions,
			// The page is routed, which the browser takes for a public one: it may reach the test's own socket all the same.
			args: [
				...(lab.use?.launchOptions?.args ?? []),
				"--disable-features=LocalNetworkAccessChecks,LocalNetworkAccessChecksWebSockets",
			],
		},
	},
	reporter: REPORT === undefined ? [["list"]] : [["list"], ["json", { outputFile: REPORT }]],
});
