import { join } from "node:path";
import { type Browser, chromium, type Page } from "@playwright/test";
import lab from "../../e2e/playwright.config";
import type { Site } from "./site";

/** A browser of its own, so that no case inherits the memory or the hurt of another. */
export interface Opened {
	browser: Browser;
	page: Page;
	faults: string[];
	/** Used by JavaScript, typed arrays included, after a collection; MB. */
	heap(): Promise<number>;
	/** Processor time that each of the browser's processes has used, by its kind (`renderer`, `GPU` …); ms. */
	spent(): Promise<Record<string, number>>;
}

export async function openBrowser(site: Site): Promise<Opened> {
	const browser = await chromium.launch(lab.use?.launchOptions);
	const context = await browser.newContext({ viewport: { width: 1400, height: 1000 } });
	const missing = await site.standIn(context);
	await context.addInitScript({ path: join(__dirname, "in-page.js") });
	const page = await context.newPage();
	const faults = missing;
	page.on("pageerror", (error) => faults.push(error.message.slice(0, 120)));
	const heap = async (): Promise<number> => {
		const session = await context.newCDPSession(page);
		await session.send("HeapProfiler.collectGarbage");
		const used = (await session.send("Runtime.getHeapUsage")) as unknown as Record<string, number>;
		return (used.usedSize + (used.embedderHeapUsedSize ?? 0) + (used.backingStorageSize ?? 0)) / 1e6;
	};
	const whole = await browser.newBrowserCDPSession();
	const spent = async (): Promise<Record<string, number>> => {
		const { processInfo } = await whole.send("SystemInfo.getProcessInfo");
		return Object.fromEntries(processInfo.map(({ type, cpuTime }) => [type, cpuTime * 1000]));
	};
	return { browser, page, faults, heap, spent };
}

/** What a call gives, or `undefined` when it takes too long. */
export async function within<T>(milliseconds: number, call: Promise<T>): Promise<T | undefined> {
	let timer: NodeJS.Timeout | undefined;
	const late = new Promise<undefined>((resolve) => {
		timer = setTimeout(() => resolve(undefined), milliseconds);
	});
	try {
		return await Promise.race([call, late]);
	} finally {
		clearTimeout(timer);
		call.catch(() => undefined);
	}
}
