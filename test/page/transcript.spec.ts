/**
 * One session with the viewer by keyboard alone, as a screen reader would speak it. The words are kept in `transcript.txt`:
 * read what has changed there as somebody who sees nothing else. `WRITE=1` writes it anew.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { AttentionMapDocument } from "@attention-lab/attention/map";
import { documentOf } from "../extension/documents";
import { pictureDocument, soundDocument } from "./media";
import { type Said, Speech } from "./speech";
import { expect, test, type ViewerPage } from "./viewer-page";

const KEPT = join(__dirname, "transcript.txt");
const TOKENS = ["[CLS]", "the", "cat", "sat", "on", "it", "[SEP]"];
/** More stops than any map has: the keyboard is caught in one. */
const TOO_MANY = 60;

async function textDocument(): Promise<Record<string, unknown>> {
	const made = async (tokens: string[]): Promise<AttentionMapDocument> => {
		const size = tokens.length;
		const { document } = await documentOf([2, 3, size, size], { title: "The cat sat on it" });
		for (const axis of document.axes.slice(-2)) axis.labels = tokens;
		return document;
	};
	return { ...(await made(TOKENS)), other: await made(TOKENS.slice(0, 5)) };
}

async function stepsDocument(): Promise<Record<string, unknown>> {
	const numbers = (count: number): string =>
		Buffer.from(Float32Array.from({ length: count }, (_, i) => Math.sin(i * 1.37)).buffer).toString("base64");
	const { document } = await documentOf([3, 7, 7], { title: "One row" });
	for (const axis of document.axes.slice(-2)) axis.labels = TOKENS;
	const vectors = { depth: 3, valueDepth: 2, keyHeads: 1, scale: 0.5, query: numbers(63), key: numbers(21) };
	return { ...document, vectors: { ...vectors, value: numbers(14) } };
}

class Session {
	readonly lines: string[] = [];

	constructor(
		private readonly viewer: ViewerPage,
		private readonly speech: Speech,
	) {}

	title(text: string): void {
		this.lines.push("", `## ${text}`, "");
	}

	/** Shows one map, alone on the page, with the keyboard before it. */
	async open(document: unknown, choice: Record<string, unknown> = {}): Promise<void> {
		await this.viewer.call("clear");
		await this.viewer.show(document, choice);
		await this.viewer.page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
		await this.speech.said();
	}

	async read(): Promise<void> {
		await expect(this.viewer.page.locator(".al-Strongest tbody tr").first()).toBeAttached();
		this.lines.push(...(await this.speech.whole()));
	}

	async press(...keys: string[]): Promise<void> {
		for (const key of keys) this.write(key, await this.strike(key));
	}

	/** Goes by Tab until what has the focus is called by this text; what is passed is not written down. */
	async tabTo(text: string): Promise<void> {
		const passed: string[] = [];
		while (passed.length < TOO_MANY) {
			const said = await this.strike("Tab");
			if (said.focus.includes(text)) return this.write("Tab", said);
			passed.push(said.focus);
		}
		throw new Error(`no stop says “${text}”, but\n${passed.join("\n")}`);
	}

	/** All stops of the keyboard until it leaves the map. */
	async tour(): Promise<void> {
		for (let i = 0; i < TOO_MANY; i++) {
			const said = await this.strike("Tab");
			if (await this.viewer.page.evaluate(() => document.activeElement === document.body)) return;
			this.write("Tab", said);
		}
		throw new Error("the keyboard does not come out");
	}

	private async strike(key: string): Promise<Said> {
		await this.viewer.page.keyboard.press(key);
		return this.speech.said();
	}

	private write(key: string, { focus, again, live }: Said): void {
		const spoken = [...(again ? [] : [focus]), ...live];
		if (spoken.length === 0) spoken.push("(nothing)");
		this.lines.push(...spoken.map((text, i) => `${(i === 0 ? key : "").padEnd(12)}${text}`));
	}
}

test("a session by keyboard, as a screen reader speaks it", async ({ viewer, page }) => {
	test.setTimeout(180_000);
	const session = new Session(viewer, await Speech.of(page));
	const text = await textDocument();

	session.title("The page from top to bottom");
	await session.open(text);
	await session.read();
	session.title("Every stop of the keyboard");
	await session.open(text);
	await session.tour();

	session.title("Another layer, another head");
	await session.open(text);
	await session.tabTo("“Next layer”");
	await session.press("Enter", "Enter");
	await session.tabTo("“head”");
	await session.press("ArrowDown");

	session.title("Over the cells: walk, pin, zoom, the peak, let go");
	await session.tabTo("Attention map, layer");
	await session.press("ArrowRight", "ArrowRight", "ArrowDown", "End", "Home", "Control+End");
	await session.press("Enter", "ArrowUp", "Enter", "Enter", "+", "ArrowLeft", "0", "p", "Escape", "Escape");

	session.title("The colours");
	await session.tabTo("“Colour scale”");
	await session.press("ArrowDown");
	await session.tabTo("“Range of the colour scale”");
	await session.press("ArrowDown");
	session.title("The overview");
	await session.tabTo("Overview of all");
	await session.press("ArrowRight", "ArrowUp", "End");

	session.title("Every way of looking");
	await session.open(text);
	await session.tabTo("tab “Matrix”");
	for (const _ of [1, 2, 3, 4]) {
		await session.press("ArrowRight");
		const mode = await page.locator(".al-Deck").getAttribute("data-mode");
		session.lines.push(`(what there is in ${mode})`);
		await session.tour();
		await session.tabTo("tab “");
	}

	session.title("The strongest keys as a table");
	await session.open(text, { table: true });
	await session.tabTo("Strongest keys");
	session.title("Step by step");
	await session.open(await stepsDocument(), { mode: "steps" });
	await session.tour();
	await session.tabTo("gridcell");
	await session.press("ArrowRight", "ArrowDown");
	session.title("Over a picture");
	await session.open((await pictureDocument("key", [2, 3])).document, { mode: "picture" });
	await session.tabTo("application");
	await session.press("ArrowRight", "ArrowDown", "Enter", "Escape");
	await session.tabTo("button “a”");
	await session.press("ArrowRight", "Enter");
	session.title("Over a sound");
	await session.open((await soundDocument("query", 11, 2)).document, { mode: "sound" });
	await session.tabTo("application");
	await session.press("ArrowRight", "End", "Enter", "Escape");

	const transcript = `${session.lines.join("\n").trim()}\n`;
	if (process.env.WRITE) writeFileSync(KEPT, transcript);
	expect(transcript).toBe(readFileSync(KEPT, "utf8"));
});
