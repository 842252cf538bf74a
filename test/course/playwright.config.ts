import { join } from "node:path";
import { defineConfig } from "@playwright/test";
import settings from "../e2e/playwright.config";

// biome-ignore lint/style/noDefaultExport: Playwright reads its configuration from the default export
export default defineConfig({
	...settings,
	testDir: __dirname,
	outputDir: join(__dirname, "..", "..", "test-results", "course"),
});
