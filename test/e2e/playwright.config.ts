import { join } from "node:path";
import { defineConfig } from "@playwright/test";
import { browserEnvironment, chromiumPath } from "./browser";

/** Software WebGL2, so that every machine draws with the same code; no sandbox, because a container's root has none. */
const ARGUMENTS = [
	"--no-sandbox",
	"--use-angle=swiftshader",
	"--enable-unsafe-swiftshader",
	"--font-render-hinting=none",
];

/** Where a report is wanted, beside the lines on the screen. */
const REPORT = process.env.PLAYWRIGHT_JSON_OUTPUT_NAME;

// biome-ignore lint/style/noDefaultExport: Playwright reads its configuration from the default export
export default defineConfig({
	testDir: __dirname,
	outputDir: join(__dirname, "..", "..", "test-results", "browser"),
	globalSetup: join(__dirname, "unpack-browser.ts"),
	workers: 1,
	fullyParallel: false,
	timeout: 120_000,
	expect: { timeout: 20_000 },
	reporter: REPORT === undefined ? [["list"]] : [["list"], ["json", { outputFile: REPORT }]],
	use: {
		viewport: { width: 1400, height: 1000 },
		locale: "en-US",
		actionTimeout: 20_000,
		trace: "retain-on-failure",
		video: "off",
		launchOptions: { executablePath: chromiumPath, args: ARGUMENTS, env: browserEnvironment() },
	},
});
