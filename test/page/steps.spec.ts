import { type AttentionMapDocument, encodePreview, toBase64 } from "@attention-lab/attention/map";
import type { Locator } from "@playwright/test";
import { cellText, numberText } from "../../extension/source/views/steps/number-text";
import { expect, type ServerComm, type Theme, test, ViewerPage } from "./viewer-page";

const [H, G, L, D, E] = [6, 2, 5, 3, 7];

/** Every number of every row, by plain loops. */
function reference(S: number, causal: boolean) {
	const wave = (count: number, seed: number): Float32Array =>
		Float32Array.from({ length: count }, (_, i) => Math.sin(seed + i * 1.37) * 2);
	const [q, k, v] = [wave(H * L * D, 1), wave(G * S * D, 2), wave(G * S * E, 3)];
	const scale = 1 / Math.sqrt(D);
	const row = (head: number, query: number) => {
		const group = head < 3 ? 0 : 1;
		const scores = Array.from({ length: S }, (_, key) => {
			let sum = 0;
			for (let d = 0; d < D; d++) sum += q[(head * L + query) * D + d] * k[(group * S + key) * D + d];
			return sum;
		});
		const open = (key: number): boolean => !causal || key <= query;
		const logits = scores.map((score, key) => (open(key) ? score * scale : Number.NEGATIVE_INFINITY));
		const max = Math.max(...logits);
		const powers = logits.map((logit) => Math.exp(logit - max));
		const total = powers.reduce((all, power) => all + power, 0);
		const weights = powers.map((power) => power / total);
		const output = Array.from({ length: E }, (_, e) =>
			weights.reduce((all, weight, key) => all + weight * v[(group * S + key) * E + e], 0),
		);
		return { scores, logits, powers, total, weights, output };
	};
	return { q, k, v, scale, row };
}

type Reference = ReturnType<typeof reference>;

async function documentOf(S: number, causal: boolean, { q, k, v, scale, row }: Reference, isBare = false) {
	const weights = Float32Array.from(
		Array.from({ length: H }, (_, head) => Array.from({ length: L }, (_, query) => row(head, query).weights)).flat(2),
	);
	const labels = (size: number): string[] => Array.from({ length: size }, (_, i) => `t${i}`);
	const text = (numbers: Float32Array): string => toBase64(new Uint8Array(numbers.buffer));
	const document: AttentionMapDocument = {
		version: 1,
		axes: [
			{ name: "head", size: H },
			{ name: "query", size: L, labels: labels(L) },
			{ name: "key", size: S, labels: labels(S) },
		],
		preview: await encodePreview(weights, [H, L, S], { maxBytes: 20_000 }),
		source: { dtype: "float32", ...(causal && { mask: "causal (top-left)" }) },
		...(isBare
			? { handle: "a map" }
			: { vectors: { depth: D, valueDepth: E, keyHeads: G, query: text(q), key: text(k), value: text(v), scale } }),
	};
	return document;
}

const numbersOf = (shown: Locator, stage: string): Promise<string[]> =>
	shown.locator(`tr[data-stage="${stage}"] td:not([data-column="query"]):not(.al-mod-empty)`).allTextContents();

test("numbers of every step are the definition's, for grouped heads and a causal mask", async ({ viewer }) => {
	const truth = reference(5, true);
	const document = await documentOf(5, true, truth);
	for (const [head, query] of [
		[1, 4],
		[4, 2],
	]) {
		const choice = { mode: "steps", lead: [head], pin: { query, key: 0 } };
		const shown = await viewer.show(document, choice);
		const { scores, logits, powers, total, weights, output } = truth.row(head, query);
		expect(await numbersOf(shown, "scores")).toEqual(scores.map(cellText));
		expect(await numbersOf(shown, "scaled")).toEqual(scores.map((score) => cellText(score * truth.scale)));
		if (query < 4) expect(await numbersOf(shown, "masked")).toEqual(logits.map(cellText));
		expect(await numbersOf(shown, "powers")).toEqual([...powers, total].map(cellText));
		expect(await numbersOf(shown, "weights")).toEqual([...weights, 1].map(cellText));
		const written = await shown.locator('tr[data-stage="output"] .al-Steps-number').allTextContents();
		expect(written).toEqual(output.map(cellText));
		await expect(shown.locator(".al-Steps-notes")).toContainText(`key/value head ${head < 3 ? 0 : 1} of 2`);
		await expect(shown.locator(".al-Steps-notes")).not.toContainText("differ");
	}
});

test("keys walk over the cells, the numbers of a vector and the steps", async ({ viewer }) => {
	const truth = reference(5, true);
	const shown = await viewer.show(await documentOf(5, true, truth), { mode: "steps", pin: { query: 3, key: 0 } });
	const line = shown.locator(".al-Steps-line");
	const explain = shown.locator(".al-Steps-explain");
	await shown.locator('tr[data-stage="scores"] td[data-column="1"]').click();
	await expect(line).toContainText(`= ${numberText(truth.row(0, 3).scores[1])}`);
	const { keyboard } = viewer.page;
	await keyboard.press("ArrowDown");
	await expect(line).toContainText("× 0.57735 =");
	await keyboard.press("Control+End");
	await keyboard.press("PageDown");
	await expect(line).toContainText(`= ${numberText(truth.row(0, 3).output[1])}`);
	await keyboard.press("n");
	await expect(explain).toContainText("1. Query and keys");
	await keyboard.press("n");
	await expect(explain).toContainText("2. Raw scores");
	await expect(shown.locator('tr[data-stage="scores"]')).toHaveAttribute("aria-current", "step");
	await keyboard.press("p");
	await keyboard.press("p");
	await expect(shown.locator("[aria-current]")).toHaveCount(0);
	await shown.getByRole("button", { name: "Previous step" }).click();
	await expect(explain).toContainText("Output");
	await shown.getByRole("button", { name: "All steps" }).click();
	await expect(shown.locator("[aria-current]")).toHaveCount(0);
	await shown.locator(".al-Steps-query").selectOption("2");
	await expect(shown.locator(".al-Steps-token").first()).toContainText("t2");
});

test("a living kernel answers: the strongest keys, all others together, and sums that hold", async ({ viewer }) => {
	const S = 101;
	const truth = reference(S, false);
	const asked: { query: number; keys: number[] }[] = [];
	await viewer.connect((comm) => {
		comm.onMessage(({ data }) => answer(comm, data));
		comm.send({ type: "ready", dtype: "float32", shape: [H, L, S], offers: ["weights", "steps"] });
	});
	const shown = await viewer.show(await documentOf(S, false, truth, true));
	await shown.locator('.al-Tab[data-mode="steps"]').click();
	await expect(shown.locator(".al-Steps-notes")).toContainText("Numbers from the kernel");
	const { weights, powers } = truth.row(0, 0);
	const best = weights
		.map((_, key) => key)
		.sort((a, b) => weights[b] - weights[a])
		.slice(0, 12)
		.sort((a, b) => a - b);
	const heads = await shown.locator("thead th[data-column]").allTextContents();
	expect(heads.slice(1)).toEqual([...best.map((key) => `t${key}`), `${S - 12} others`, "Σ"]);
	const rest = (numbers: number[]): number => numbers.reduce((all, x, key) => (best.includes(key) ? all : all + x), 0);
	expect(await numbersOf(shown, "weights")).toEqual(
		[...best.map((key) => weights[key]), rest(weights), 1].map(cellText),
	);
	const total = powers.reduce((all, power) => all + power, 0);
	expect((await numbersOf(shown, "powers")).slice(-2)).toEqual([rest(powers), total].map(cellText));
	await shown.getByLabel("Keys that are shown").selectOption("4");
	await expect(shown.locator("thead th[data-column]")).toHaveCount(7);
	expect(asked.every(({ keys }) => keys.length <= 48)).toBe(true);

	function answer(comm: ServerComm, data: unknown): void {
		const { type, id, lead, query, keys } = data as Record<"lead" | "keys", number[]> & Record<string, number>;
		if ((type as unknown) !== "steps") return;
		asked.push({ query, keys });
		const { scores, logits, weights: all, output } = truth.row(lead[0], query);
		const group = lead[0] < 3 ? 0 : 1;
		const from = (lead[0] * L + query) * D;
		const pick = (numbers: Float32Array, size: number): number[] =>
			keys.flatMap((key) => [...numbers.subarray((group * S + key) * size, (group * S + key + 1) * size)]);
		const parts = [
			[...truth.q.subarray(from, from + D)],
			pick(truth.k, D),
			pick(truth.v, E),
			scores,
			logits,
			all,
			output,
		];
		const buffers = parts.map((part) => new Uint8Array(Float32Array.from(part).buffer));
		const { scale } = truth;
		comm.send({ type: "steps", id, depth: D, valueDepth: E, scale, keyHead: group, keyHeads: G, keys }, { buffers });
	}
});

test("weights alone offer no steps", async ({ viewer }) => {
	const { handle, ...document } = await documentOf(5, true, reference(5, true), true);
	const shown = await viewer.show(document, { mode: "steps" });
	await expect(shown.locator(".al-Deck")).toHaveAttribute("data-mode", "matrix");
	await expect(shown.locator('.al-Tab[data-mode="steps"]')).toHaveCount(0);
});

for (const theme of ["light", "dark", "high-contrast"] as Theme[]) {
	test(`nothing is cut in a narrow column, ${theme}`, async ({ page }) => {
		await page.setViewportSize({ width: 320, height: 900 });
		const viewer = await new ViewerPage(page).open(theme);
		const document = await documentOf(29, false, reference(29, false));
		const shown = await viewer.show(document, { mode: "steps" });
		const scroll = shown.locator(".al-Steps-scroll");
		const [inner, outer] = await scroll.evaluate((node) => [node.scrollWidth, node.clientWidth]);
		expect(inner > outer).toBe(true);
		expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
		await shown.locator('tr[data-stage="weights"] td').first().focus();
		await page.keyboard.press("End");
		await expect(shown.locator('tr[data-stage="weights"] td').last()).toBeInViewport();
	});
}
