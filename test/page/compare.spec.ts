import { inflateRawSync } from "node:zlib";
import { encodePreview } from "@attention-lab/attention/map";
import type { Locator } from "@playwright/test";
import { AttentionMap } from "../../src/display/AttentionMap";
import { HeldCells } from "../../src/display/cells";
import { mapServer } from "../../src/display/mapServer";
import { signedTableFor, tableFor } from "../../src/map/colour";
import { readCells } from "../e2e/pixels";
import { weightsOf } from "../extension/documents";
import { expect, test } from "./viewer-page";

const A = ["[CLS]", "the", "play", "##ing", "cat", "[SEP]"];
const B = ["<s>", "the", "old", "playing", "cat", "</s>"];
/** By hand: [a's tokens, b's tokens] of each slot. */
const SLOTS: [number[], number[]][] = [
	[[0], [0]],
	[[1], [1]],
	[[], [2]],
	[[2, 3], [3]],
	[[4], [4]],
	[[5], [5]],
];

async function documentOf(
	labels: string[],
	seed: number,
): Promise<{ document: Record<string, unknown>; truth: Float32Array }> {
	const n = labels.length;
	const raw = Float32Array.from({ length: n * n }, (_, i) => 0.02 + Math.abs(Math.sin(seed + i * 1.7)));
	for (let row = 0; row < n; row++) {
		const line = raw.subarray(row * n, (row + 1) * n);
		const sum = line.reduce((total, weight) => total + weight, 0);
		for (let key = 0; key < n; key++) line[key] /= sum;
	}
	const preview = await encodePreview(raw, [n, n], { maxBytes: 20_000 });
	const axes = ["query", "key"].map((name) => ({ name, size: n, labels }));
	const stored = Buffer.from(preview.base64, "base64");
	const bytes = preview.compression === "none" ? stored : inflateRawSync(stored);
	const truth = Float32Array.from(bytes, (byte) => preview.scale * (byte / preview.levels) ** 2);
	return { document: { version: 1, title: `map ${seed}`, axes, preview, source: { dtype: "float32" } }, truth };
}

function sideOf(truth: Float32Array, n: number, side: 0 | 1): number[] {
	return SLOTS.flatMap((query) =>
		SLOTS.map((key) => {
			const rows = query[side];
			if (rows.length === 0 || key[side].length === 0) return Number.NaN;
			const sum = rows.reduce(
				(all, row) => all + key[side].reduce((part, column) => part + truth[row * n + column], 0),
				0,
			);
			return sum / rows.length;
		}),
	);
}

function cells(raster: Locator): Promise<number[][]> {
	return readCells(raster, SLOTS.length, SLOTS.length);
}

function expectColours(got: number[][], values: number[], colour: (value: number) => number, table: Uint8Array): void {
	values.forEach((value, i) => {
		if (Number.isNaN(value)) return;
		const at = colour(value) * 3;
		const far = Math.max(...[0, 1, 2].map((c) => Math.abs(got[i][c] - table[at + c])));
		expect([i, far <= 3]).toEqual([i, true]);
	});
}

test("two maps and their difference stand slot by slot, colours by their scales, one cursor for all", async ({
	viewer,
}) => {
	const [a, b] = [await documentOf(A, 1), await documentOf(B, 2)];
	const shown = await viewer.show({ ...a.document, other: b.document }, { mode: "compare" });
	const raster = (pane: string): Locator => shown.locator(`[data-pane="${pane}"] .al-Matrix-raster`);
	await expect(raster("difference")).toBeAttached();
	const sides = [sideOf(a.truth, A.length, 0), sideOf(b.truth, B.length, 1)];
	const largest = Math.max(...a.truth);
	const plain = (value: number): number => Math.floor(Math.sqrt(Math.min(1, value / largest)) * 255 + 0.5);
	expectColours(await cells(raster("a")), sides[0], plain, tableFor(true));
	expectColours(await cells(raster("b")), sides[1], plain, tableFor(true));
	const apart = sides[0].map((value, i) => value - sides[1][i]);
	const most = Math.max(...apart.filter((value) => !Number.isNaN(value)).map(Math.abs));
	const signed = (value: number): number =>
		Math.floor((0.5 + (Math.sign(value) * Math.sqrt(Math.abs(value) / most)) / 2) * 255 + 0.5);
	expectColours(await cells(raster("difference")), apart, signed, signedTableFor(true));

	const pane = shown.locator('[data-pane="b"] .al-Matrix');
	await pane.focus();
	await pane.press("ArrowRight");
	await pane.press("ArrowRight");
	const line = shown.locator(".al-Compare-line");
	await expect(line).toContainText(`A ${sides[0][1].toFixed(3)}`);
	await expect(line).toContainText(`B ${sides[1][1].toFixed(3)}`);
	for (let i = 0; i < 2; i++) await pane.press("ArrowDown");
	await expect(line).toContainText("A nothing");
	await pane.press("+");
	await expect(shown.locator('[data-pane="a"] .al-Matrix')).toHaveClass(/al-mod-part/);
});

test("maps of one shape without tokens are compared by position", async ({ viewer }) => {
	const [a, b] = [await documentOf(A, 3), await documentOf(A, 4)];
	for (const { document } of [a, b]) for (const axis of document.axes as { labels?: unknown }[]) delete axis.labels;
	const shown = await viewer.show({ ...a.document, other: b.document }, { mode: "compare" });
	const far = (await cells(shown.locator('[data-pane="a"] .al-Matrix-raster')))[0];
	const at = Math.floor(Math.sqrt(a.truth[0] / Math.max(...a.truth)) * 255 + 0.5) * 3;
	expect(Math.max(...[0, 1, 2].map((c) => Math.abs(far[c] - tableFor(true)[at + c])))).toBeLessThanOrEqual(3);
});

test("another map of the page is chosen, laid beside this one slot by slot, and let go", async ({ viewer }) => {
	const [a, b, short] = [await documentOf(A, 1), await documentOf(B, 2), await documentOf(["one", "two"], 3)];
	for (const axis of short.document.axes as { labels?: unknown }[]) delete axis.labels;
	const shown = await viewer.show(a.document);
	const list = shown.getByRole("combobox", { name: "Compare with another map of the notebook" });
	await expect(list).toBeHidden();
	await viewer.show(short.document);
	const beside = await viewer.show(b.document);
	await expect(list.locator("option")).toHaveText(["Compare with…", "3 · map 2"]);
	await list.selectOption("3");
	await expect(shown.locator('.al-Tab[data-mode="compare"]')).toHaveAttribute("aria-selected", "true");
	const raster = (pane: string): Locator => shown.locator(`[data-pane="${pane}"] .al-Matrix-raster`);
	await expect(raster("difference")).toBeAttached();
	await expect(shown.locator('[data-pane="b"] .al-Compare-title')).toHaveText(/^B: map 2 saved preview, ± 0\.\d+$/);
	const largest = Math.max(...a.truth);
	const plain = (value: number): number => Math.floor(Math.sqrt(Math.min(1, value / largest)) * 255 + 0.5);
	expectColours(await cells(raster("b")), sideOf(b.truth, B.length, 1), plain, tableFor(true));

	const c = await documentOf(B, 5);
	await viewer.call("update", 2, c.document);
	await expect(shown.locator('[data-pane="b"] .al-Compare-title')).toContainText("map 5");
	expectColours(await cells(raster("b")), sideOf(c.truth, B.length, 1), plain, tableFor(true));
	await expect(beside.locator('.al-Tab[data-mode="compare"]')).toHaveCount(0);

	await list.selectOption("");
	await expect(shown.locator('[data-mode="compare"]')).toHaveCount(0);
	await expect(shown.locator(".al-Deck")).toHaveAttribute("data-mode", "matrix");
});

test("a comparison with a map that the kernel knows has its exact numbers", async ({ viewer }) => {
	const n = A.length;
	const values = weightsOf([n, n]);
	const axes = ["query", "key"].map((name) => ({ name, size: n }));
	const map = new AttentionMap({ cells: new HeldCells(values, [n, n]), axes, source: { dtype: "float32" } });
	await viewer.connect(mapServer.open);
	const a = await documentOf(A, 1);
	const shown = await viewer.show(a.document);
	await viewer.show(await map.toDocument({ live: true }));
	await shown.getByRole("combobox", { name: "Compare with another map of the notebook" }).selectOption("2");
	await expect(shown.locator('[data-pane="b"] .al-Compare-state')).toHaveText("exact weights");
	await expect(shown.locator('[data-pane="a"] .al-Compare-state')).toHaveText(/^saved preview/);
	const pane = shown.locator('[data-pane="b"] .al-Matrix');
	await pane.focus();
	await pane.press("ArrowRight");
	await expect(shown.locator(".al-Compare-line")).toContainText(`B ${Number(values[0].toPrecision(3))}`);
});
