import { type AttentionMapDocument, AttentionMapError, checkDocument } from "@attention-lab/attention/map";
import fc from "fast-check";
import { someDocument } from "./document.fixture";

// biome-ignore lint/suspicious/noExplicitAny: documents are broken here on purpose
type Broken = any;

let document: AttentionMapDocument;
beforeAll(async () => {
	document = await someDocument();
});

function messageOf(change: (broken: Broken) => void): string {
	const broken = structuredClone(document);
	change(broken);
	try {
		checkDocument(broken);
	} catch (error) {
		expect(error).toBeInstanceOf(AttentionMapError);
		return (error as Error).message;
	}
	return "nothing is wrong";
}

const COMPUTED = { shape: [1, 1, 5, 7], compression: "none", base64: "AAAA" };
const IMAGE = { type: "image/png", base64: "AAAA", width: 8, height: 8, grid: [2, 2], skip: 1, axis: "key" };
const SOUND = { seconds: 1, bins: 1, frames: 3, compression: "none", base64: "AAAA", skip: 0, axis: "key" };

test("a good document passes as it is, with fields that version 1 does not know", () => {
	const more = { ...document, colour: "blue", axes: document.axes.map((axis) => ({ ...axis, unit: "token" })) };
	expect(checkDocument(more)).toBe(more);
	expect(checkDocument(JSON.parse(JSON.stringify(more)))).toEqual(more);
});

test.each<[string, (broken: Broken) => void]>([
	["version: expected 1, got 7 (the document asks for a newer viewer)", (d) => (d.version = 7)],
	["version: expected 1, got undefined", (d) => delete d.version],
	['axes: expected an array, got "x"', (d) => (d.axes = "x")],
	["axes: expected 2 to 8 entries, got 1", (d) => (d.axes = d.axes.slice(0, 1))],
	["axes[0]: expected an object, got null", (d) => (d.axes[0] = null)],
	["axes[1].name: expected a string, got 3", (d) => (d.axes[1].name = 3)],
	["axes[2].size: expected a whole number from 1 to 2147483647, got 0", (d) => (d.axes[2].size = 0)],
	["axes[2].size: expected a whole number from 1 to 2147483647, got 2.5", (d) => (d.axes[2].size = 2.5)],
	["axes[3].labels: expected 7 entries, got 6", (d) => d.axes[3].labels.pop()],
	["axes[3].labels[2]: expected a string, got an object", (d) => (d.axes[3].labels[2] = {})],
	["axes[3].labels[2]: expected at most 4096 characters, got 5000", (d) => (d.axes[3].labels[2] = "x".repeat(5000))],
	["preview: expected an object, got undefined", (d) => delete d.preview],
	['preview.dtype: expected "uint8", got "float32"', (d) => (d.preview.dtype = "float32")],
	["preview.pooling: expected 2 entries, got 3", (d) => d.preview.pooling.push(1)],
	["preview.pooling[1]: expected a whole number from 1 to 2147483647, got 0", (d) => (d.preview.pooling[1] = 0)],
	["preview.shape: expected 4 entries, got 3", (d) => d.preview.shape.pop()],
	["preview.shape[3]: expected 7, got 8", (d) => (d.preview.shape[3] = 8)],
	["preview.shape[2]: expected 3, got 5", (d) => (d.preview.pooling[0] = 2)],
	["preview.levels: expected a whole number from 1 to 255, got 256", (d) => (d.preview.levels = 256)],
	["preview.scale: expected a finite number of at least 0, got -1", (d) => (d.preview.scale = -1)],
	['preview.transform: expected "sqrt" or "linear", got "cube"', (d) => (d.preview.transform = "cube")],
	['preview.compression: expected "deflate-raw" or "none", got "gzip"', (d) => (d.preview.compression = "gzip")],
	['preview.base64: expected base64, got "!" at character 0', (d) => (d.preview.base64 = "!".repeat(8))],
	["preview.base64: expected a multiple of 4 characters, got 5", (d) => (d.preview.base64 = "AAAAA")],
	[
		"preview.base64: expected 210 bytes, got 3",
		(d) => Object.assign(d.preview, { compression: "none", base64: "AAAA" }),
	],
	["preview.base64: expected the deflated form of 210 bytes, got 0", (d) => (d.preview.base64 = "")],
	["axes[1].groups: expected a divisor of 3, got 2", (d) => (d.axes[1].groups = 2)],
	["axes[3].special[0]: expected a whole number from 0 to 6, got 7", (d) => (d.axes[3].special = [7])],
	["axes[3].link: expected a string, got 1", (d) => (d.axes[3].link = 1)],
	["statistics.sink: expected 6 entries, got 1", (d) => (d.statistics = { sink: [0.5] })],
	[
		"computed.shape[0]: expected a whole number from 1 to 2, got 1.5",
		(d) => (d.computed = { ...COMPUTED, shape: [1.5, 1, 5, 7] }),
	],
	["computed.shape[2]: expected 5, got 4", (d) => (d.computed = { ...COMPUTED, shape: [1, 1, 4, 7] })],
	["computed.base64: expected 35 bytes, got 3", (d) => (d.computed = COMPUTED)],
	["vectors.keyHeads: expected a divisor of 6, got 4", (d) => (d.vectors = { depth: 2, keyHeads: 4, scale: 1 })],
	["vectors.query: expected 240 bytes, got 3", (d) => (d.vectors = { depth: 2, keyHeads: 1, scale: 1, query: "AAAA" })],
	[
		'image.type: expected "image/png" or "image/jpeg" or "image/webp", got "image/svg+xml"',
		(d) => (d.image = { ...IMAGE, type: "image/svg+xml" }),
	],
	["image.width: expected a whole number from 1 to 8192, got 100000", (d) => (d.image = { ...IMAGE, width: 1e5 })],
	["image.skip: expected at most 7 tokens with it, got 8", (d) => (d.image = { ...IMAGE, grid: [2, 3], skip: 2 })],
	['image.axis: expected "query" or "key" or "both", got "rows"', (d) => (d.image = { ...IMAGE, axis: "rows" })],
	[
		"sound.frames: expected at most 16777216 pixels, got 134217728",
		(d) => (d.sound = { ...SOUND, bins: 8192, frames: 16384 }),
	],
	["sound.seconds: expected more than 0, got 0", (d) => (d.sound = { ...SOUND, seconds: 0 })],
	["other.axes: expected an array, got undefined", (d) => (d.other = { version: 1 })],
	["other.other: expected nothing, got an object", (d) => (d.other = { ...d, other: {} })],
	[
		"preview.base64: expected the deflated form of 210 bytes, got 3000",
		(d) => (d.preview.base64 = "AAAA".repeat(1000)),
	],
	["statistics.entropy: expected 6 entries, got 2", (d) => (d.statistics.entropy = [1, 2])],
	["statistics.max[0]: expected a finite number, got null", (d) => (d.statistics.max[0] = null)],
	["source: expected an object, got an array of 0", (d) => (d.source = [])],
	["source.dtype: expected a string, got undefined", (d) => delete d.source.dtype],
	["source.layer: expected a whole number from 0 to 2147483647, got -1", (d) => (d.source.layer = -1)],
	['source.scale: expected a finite number, got "1"', (d) => (d.source.scale = "1")],
	["title: expected a string, got 1", (d) => (d.title = 1)],
	["handle: expected a string, got true", (d) => (d.handle = true)],
])("%s", (message, change) => {
	expect(messageOf(change)).toBe(message);
});

test("a picture of too many pixels is refused before anything is decoded", () => {
	const message = messageOf((d) => {
		d.axes.forEach((axis: Broken) => {
			axis.size = 10_000;
			delete axis.labels;
		});
		d.preview.shape = [10_000, 10_000, 10_000, 10_000];
	});
	expect(message).toMatch(/^preview\.shape: expected at most 67108864 pixels/);
});

test.each([null, undefined, 7, "text", [], () => 0])("no document at all: %p", (value) => {
	expect(() => checkDocument(value)).toThrow(/^document: expected an object, got /);
});

test("whatever is written anywhere into a document, it passes or is refused by name", () => {
	const paths = [
		"version",
		"title",
		"handle",
		"axes",
		"axes.0",
		"axes.3.labels",
		"axes.1.size",
		"preview",
		"preview.shape",
	];
	paths.push(
		"preview.base64",
		"preview.pooling",
		"preview.scale",
		"statistics",
		"statistics.max",
		"source",
		"source.mask",
	);
	fc.assert(
		fc.property(
			fc.constantFrom(...paths),
			fc.anything({ withNullPrototype: true, withSparseArray: true }),
			(path, value) => {
				const broken: Broken = structuredClone(document);
				const steps = path.split(".");
				const owner = steps.slice(0, -1).reduce((at, step) => at[step], broken);
				owner[steps.at(-1)!] = value;
				try {
					checkDocument(broken);
				} catch (error) {
					expect(error).toBeInstanceOf(AttentionMapError);
					expect((error as Error).message).toMatch(
						/^(document|version|title|handle|axes|preview|statistics|source)\b.*: expected /s,
					);
					expect((error as Error).message.length).toBeLessThan(300);
				}
			},
		),
		{ numRuns: 500 },
	);
});
