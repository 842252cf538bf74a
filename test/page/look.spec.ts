/**
 * Takes a picture of one map: `LOOK='{"document": "map.json", "theme": "dark", "width": 900, "choice": {"mode": "matrix"},
 * "out": "map.png"}' npx playwright test --config test/page/playwright.config.ts look`.
 */
import { readFileSync } from "node:fs";
import { MIME_TYPE } from "@attention-lab/attention/map";
import { documentOf } from "../extension/documents";
import { expect, type Theme, test, ViewerPage } from "./viewer-page";

interface Look {
	document?: string;
	theme?: Theme;
	language?: string;
	width?: number;
	height?: number;
	choice?: Record<string, unknown>;
	out?: string;
}

test("a map is drawn on a bare page", async ({ page }) => {
	const look: Look = JSON.parse(process.env.LOOK ?? "{}");
	const { theme, language, width = 1200, height = 800, choice, out } = look;
	await page.setViewportSize({ width, height });
	const viewer = await new ViewerPage(page).open(theme, language);
	const read = look.document === undefined ? (await documentOf([2, 5, 7])).document : readJson(look.document);
	const shown = await viewer.show(read, choice);
	await expect(shown.locator("canvas, .al-Error").first()).toBeAttached();
	if (out !== undefined) {
		await page.waitForTimeout(500);
		await shown.screenshot({ path: out });
	}
});

/** A document, or a bundle that holds one. */
function readJson(path: string): unknown {
	const value = JSON.parse(readFileSync(path, "utf8"));
	return value[MIME_TYPE] ?? value;
}
