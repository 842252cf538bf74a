import { encodePreview, toBase64 } from "@attention-lab/attention/map";
import { readMap } from "../../../extension/source/maps/attention-map";
import { firstMaskedKey } from "../../../extension/source/maps/mask";
import { documentOf } from "../documents";

describe("a document made ready", () => {
	test("gives every head its own plane, within the tolerance that it names", async () => {
		const { document, weights } = await documentOf([2, 3, 5, 7]);
		const map = await readMap(document);
		for (const [flat, lead] of [
			[0, 0],
			[0, 2],
			[1, 0],
			[1, 2],
		].map((lead) => [map.flat(lead), lead] as const)) {
			const plane = map.plane(lead);
			expect([plane.rows, plane.columns]).toEqual([5, 7]);
			for (let i = 0; i < 35; i++) {
				const truth = weights[flat * 35 + i];
				expect(Math.abs(plane.values[i] - truth)).toBeLessThanOrEqual(map.tolerance(plane.values[i]) * 1.0001);
			}
		}
	});

	test("tells its tolerance for linear bytes too", async () => {
		const { document, weights } = await documentOf([3, 5], {}, { transform: "linear" });
		const map = await readMap(document);
		const { values } = map.plane([]);
		for (let i = 0; i < 15; i++)
			expect(Math.abs(values[i] - weights[i])).toBeLessThanOrEqual(map.tolerance(0) * 1.0001);
	});

	test("marks what a causal mask forbids, and never a weight that is there", async () => {
		const { document } = await documentOf([5, 5], { source: { dtype: "float32", mask: "causal (top-left)" } });
		const { values } = (await readMap(document)).plane([]);
		for (let i = 0; i < 25; i++) expect(Number.isNaN(values[i])).toBe(i % 5 > Math.floor(i / 5));
		const { document: full } = await documentOf([5, 5]);
		full.source.mask = "causal (top-left)";
		expect((await readMap(full)).plane([]).values.some(Number.isNaN)).toBe(false);
	});

	test("aligns a causal mask where its name says", () => {
		const corners = ["causal", "causal (top-left)", "causal (bottom-right)"].map((name) =>
			firstMaskedKey(name, 3, 7)?.(0),
		);
		expect(corners).toEqual([1, 1, 5]);
		expect(["padding", "none", undefined].map((name) => firstMaskedKey(name, 3, 7))).toEqual([null, null, null]);
	});

	test("is refused in one sentence when it is no document", async () => {
		await expect(readMap({ version: 9 })).rejects.toThrow(/^version: expected 1, got 9/);
	});
});

test("what was never computed is marked where the document says so, per head or for all", async () => {
	const { document, weights } = await documentOf([2, 3, 5, 7]);
	const bytes = Uint8Array.from({ length: 3 * 35 }, (_, i) => (i % 4 === 0 ? 0 : 1));
	for (let i = 0; i < weights.length; i++) if (bytes[i % 105] === 0) weights[i] = 0;
	document.preview = await encodePreview(weights, [2, 3, 5, 7]);
	document.computed = { shape: [1, 3, 5, 7], compression: "none", base64: toBase64(bytes) };
	const map = await readMap(document);
	for (const lead of [
		[0, 1],
		[1, 1],
		[1, 2],
	]) {
		const marked = Array.from(map.plane(lead).values, Number.isNaN);
		expect(marked).toEqual(Array.from(bytes.subarray(lead[1] * 35, lead[1] * 35 + 35), (byte) => byte === 0));
	}
});
