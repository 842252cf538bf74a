/** Measurements in the browser of the tests: `npm run bench -- viewer` starts it. */
import { defineConfig } from "@playwright/test";
import page from "../../page/playwright.config";

// biome-ignore lint/style/noDefaultExport: Playwright reads its configuration from the default export
export default defineConfig({ ...page, testDir: __dirname, testMatch: "*.bench.ts", timeout: 0, reporter: [["line"]] });
