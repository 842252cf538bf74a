import { inflateSync } from "node:zlib";
import {
	checkDocument,
	decodePreview,
	encodePng,
	encodePreview,
	fromBase64,
	maxPool,
	toBase64,
} from "@attention-lab/attention/map";
import fc from "fast-check";
import { someDocument, someWeights } from "./document.fixture";

test("by hand: square root, 255 levels, no compression", async () => {
	const preview = await encodePreview(Float32Array.of(0, 0.25, 1, 0.0625), [2, 2], { compression: "none" });
	expect([...fromBase64(preview.base64)]).toEqual([0, 128, 255, 64]);
	expect(preview).toMatchObject({ shape: [2, 2], pooling: [1, 1], levels: 255, scale: 1, transform: "sqrt" });
	const decoded = await decodePreview(preview);
	expect(decoded.values[2]).toBe(1);
	expect(decoded.values[1]).toBeCloseTo((128 / 255) ** 2, 7);
});

test("what comes back is within half a level, 0 and the largest weight exactly", async () => {
	const sizes = fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 2, maxLength: 4 });
	const form = fc.record({
		transform: fc.constantFrom("sqrt" as const, "linear" as const),
		compression: fc.constantFrom("deflate-raw" as const, "none" as const),
	});
	await fc.assert(
		fc.asyncProperty(
			sizes,
			form,
			fc.infiniteStream(fc.float({ min: 0, max: 1e6, noNaN: true })),
			async (shape, options, stream) => {
				const size = shape.reduce((product, n) => product * n, 1);
				const weights = Float32Array.from({ length: size }, () => Math.abs(stream.next().value));
				const preview = await encodePreview(weights, shape, options);
				const { values, bytes, scale } = await decodePreview(preview);
				expect(scale).toBe(Math.max(...weights));
				expect(bytes.length).toBe(size);
				const bend = options.transform === "sqrt" ? Math.sqrt : (x: number) => x;
				weights.forEach((weight, i) => {
					if (weight === 0 || weight === scale) expect(values[i]).toBe(weight);
					const [wanted, got] = [bend(weight / (scale || 1)), bend(values[i] / (scale || 1))];
					expect(Math.abs(wanted - got)).toBeLessThanOrEqual(0.5 / preview.levels + 1e-5);
				});
			},
		),
		{ numRuns: 100 },
	);
});

const BOUNDS = [22_000, 15_000, 9_000, 3_000, 400];

test("a bound takes levels first, then cells, and keeps the peaks", async () => {
	let state = 1;
	const weights = Float32Array.from({ length: 4 * 61 * 67 }, () => {
		state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
		return state / 2 ** 32;
	});
	weights[61 * 67 + 5] = 3;
	const sizes = BOUNDS.map((maxBytes) => encodePreview(weights, [4, 61, 67], { maxBytes }));
	const previews = await Promise.all(sizes);
	expect(previews.map(({ levels }) => levels > 6)).toEqual([true, true, true, true, true]);
	expect(previews[0].pooling).toEqual([1, 1]);
	expect(previews[1].levels).toBeLessThan(previews[0].levels);
	expect(previews.at(-1)!.pooling[0]).toBeGreaterThanOrEqual(4);
	for (const [i, preview] of previews.entries()) {
		expect(preview.base64.length).toBeLessThanOrEqual(BOUNDS[i]);
		const { values, shape, pooling } = await decodePreview(preview);
		expect(shape).toEqual([4, Math.ceil(61 / pooling[0]), Math.ceil(67 / pooling[1])]);
		expect(values[shape[1] * shape[2] + Math.floor(5 / pooling[1])]).toBe(3);
	}
});

test("nothing but zeros", async () => {
	const preview = await encodePreview(new Float32Array(6), [2, 3]);
	expect(preview.scale).toBe(0);
	expect([...(await decodePreview(preview)).values]).toEqual([0, 0, 0, 0, 0, 0]);
});

test("max pooling: by hand, with ragged edges", () => {
	const cells = [1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 0, 0];
	expect(maxPool(cells, [2, 2, 3], [2, 2])).toEqual({ values: Float32Array.of(5, 6, 8, 9), shape: [2, 1, 2] });
	expect(() => maxPool(cells, [2, 2, 3], [0, 1])).toThrow(
		"maxPool: pooling must be two whole numbers of at least 1, got [0,1]",
	);
	expect(() => maxPool(cells, [2, 3], [1, 1])).toThrow("maxPool: values must fill the shape, got 12 for [2,3]");
});

test("what is no weight is refused", async () => {
	await expect(encodePreview(Float32Array.of(0, -1), [1, 2])).rejects.toThrow(
		"must be finite and at least 0, got -1 at 1",
	);
	await expect(encodePreview(Float32Array.of(0, Number.NaN), [1, 2])).rejects.toThrow("got NaN at 1");
	await expect(encodePreview(Float32Array.of(0, 1), [1, 3])).rejects.toThrow(
		"weights must fill the shape, got 2 for [1,3]",
	);
});

describe("hostile previews that pass the check", () => {
	test("a bomb: a few bytes that inflate to far more than the shape", async () => {
		const { base64 } = await encodePreview(new Float32Array(500_000), [500, 1000]);
		const document = await someDocument();
		document.preview.base64 = base64;
		document.preview.shape = [2, 3, 5, 7];
		await expect(decodePreview(document.preview)).rejects.toThrow(/^preview\.base64: expected 210/);
	});

	test("a stream that ends early, is no stream, or has bytes above the levels", async () => {
		const document = await someDocument();
		const whole = document.preview.base64;
		document.preview.base64 = whole.slice(0, 80);
		await expect(decodePreview(checkDocument(document).preview)).rejects.toThrow(/^preview\.base64: expected 210/);
		document.preview.base64 = toBase64(new Uint8Array(90).fill(0xff));
		await expect(decodePreview(checkDocument(document).preview)).rejects.toThrow(/^preview\.base64: expected 210/);
		document.preview.base64 = whole;
		document.preview.levels = 3;
		await expect(decodePreview(checkDocument(document).preview)).rejects.toThrow(
			/expected bytes of at most 3, got \d+ at \d+$/,
		);
	});
});

test("base64 is the platform's", () => {
	fc.assert(
		fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
			expect(toBase64(bytes)).toBe(Buffer.from(bytes).toString("base64"));
			expect([...fromBase64(toBase64(bytes))]).toEqual([...bytes]);
		}),
	);
	const long = new Uint8Array(100_001).fill(7);
	expect(fromBase64(toBase64(long)).length).toBe(100_001);
});

test("PNG: indexed, four bits where 16 colours are enough", async () => {
	for (const [colours, depth, row] of [
		[3, 4, [0, 0x01, 0x20]],
		[17, 8, [0, 0, 1, 2]],
	] as const) {
		const palette = Array.from({ length: colours }, (_, i): [number, number, number] => [i, 2 * i, 3 * i]);
		const file = Buffer.from(await encodePng(Uint8Array.of(0, 1, 2), 3, 1, palette));
		expect(file.subarray(0, 8).toString("latin1")).toBe("\x89PNG\r\n\x1a\n");
		expect([file.readUInt32BE(16), file.readUInt32BE(20), file[24], file[25]]).toEqual([3, 1, depth, 3]);
		const at = file.indexOf("IDAT");
		expect([...inflateSync(file.subarray(at + 4, at + 4 + file.readUInt32BE(at - 4)))]).toEqual([...row]);
		expect(file.subarray(-8).toString("hex")).toBe("49454e44ae426082");
	}
});

test("the fixture's rows sum to one", () => {
	const weights = someWeights();
	expect(weights.subarray(0, 7).reduce((sum, w) => sum + w, 0)).toBeCloseTo(1, 6);
});
