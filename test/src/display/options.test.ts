/** What a map can be told beside its weights, what its document then carries, and how much of it fits. */
import { attentionMap, attentionMapOf, compareMaps, DISPLAY } from "@attention-lab/attention";
import { checkDocument, decodeBytes, fromBase64, imageSize } from "@attention-lab/attention/map";
import * as tf from "@tensorflow/tfjs-core";
import { startBackend } from "../backend";

const MIME = "application/vnd.attention-lab.map.v1+json";
const tokens = ["[CLS]", "a", "b", "c", "d", "[SEP]"];
const weights = () => tf.tidy(() => tf.softmax(tf.randomNormal([4, 6, 6], 0, 1, "float32", 3)));

beforeAll(startBackend);

async function bundleOf(map: { [DISPLAY](): Promise<{ [MIME]: unknown }> }) {
	const bundle = await map[DISPLAY]();
	expect(Buffer.byteLength(JSON.stringify(bundle))).toBeLessThanOrEqual(50_000);
	return checkDocument(JSON.parse(JSON.stringify(bundle[MIME])));
}

test("special tokens, groups and a link stand on the axes", () => {
	const { axes } = attentionMap(weights(), { tokens, special: true, groups: 2, link: "text" });
	expect(axes[0]).toEqual({ name: "head", size: 4, groups: 2 });
	expect(axes[2]).toEqual({ name: "key", size: 6, labels: tokens, special: [0, 5], link: "text" });
});

test.each([true, false])(
	"a causal map with groups says what was computed and carries its vectors; lazy: %p",
	async (lazy) => {
		const [q, k] = [
			tf.randomNormal([1, 4, 7, 3], 0, 1, "float32", 1),
			tf.randomNormal([1, 2, 7, 3], 0, 1, "float32", 2),
		];
		const document = await bundleOf(attentionMapOf(q, k, { causal: true, v: k, lazy }));
		expect(document.axes[0].groups).toBe(2);
		expect(document.computed!.shape).toEqual([1, 7, 7]);
		const bytes = await decodeBytes(document.computed!, 49, "computed");
		expect([...bytes]).toEqual(Array.from({ length: 49 }, (_, i) => (i % 7 <= Math.floor(i / 7) ? 1 : 0)));
		expect(document.vectors).toMatchObject({ depth: 3, valueDepth: 3, keyHeads: 2 });
		expect(new Float32Array(fromBase64(document.vectors!.key).buffer)).toEqual(k.dataSync());
		expect(document.omitted).toBeUndefined();
	},
);

test("a mask of weights in memory, broadcast over heads", async () => {
	const mask = tokens.map((_, i) => tokens.map((_, j) => j !== i));
	const map = attentionMap(weights(), { mask });
	const tile = map.tile({ lead: [2], query: [1, 3], key: [0, 6], zoom: 0 });
	expect(Array.from(tile.values, Number.isNaN)).toEqual(
		[1, 8].flatMap((at) => Array.from({ length: 6 }, (_, j) => j === (at === 1 ? 1 : 2))),
	);
	expect((await bundleOf(map)).computed!.shape).toEqual([1, 6, 6]);
});

test.each<[string, number[], "int32" | "float32"]>([
	["grey", [9, 12, 1], "int32"],
	["colour", [9, 12, 3], "float32"],
	["large", [700, 900, 4], "float32"],
])("a picture: %s", async (_, shape, dtype) => {
	const data = tf.randomUniform(shape, 0, dtype === "int32" ? 255 : 1, dtype, 5) as tf.Tensor3D;
	const { image } = await bundleOf(attentionMap(weights(), { image: { data, patches: [1, 5], skip: 1 } }));
	expect(image).toMatchObject({ type: "image/png", grid: [1, 5], skip: 1, axis: "both" });
	expect(imageSize(fromBase64(image!.base64), "image/png")).toEqual([image!.width, image!.height]);
	expect(image!.base64.length).toBeLessThan(50_000 / 3);
	if (shape[0] === 9) expect([image!.height, image!.width]).toEqual([9, 12]);
	const again = { data: fromBase64(image!.base64), patches: [1, 5], skip: 1 } as const;
	expect((await bundleOf(attentionMap(weights(), { image: again }))).image).toEqual(image);
});

test("a sound is turned so that bins are rows, low ones first", async () => {
	const spectrogram = tf.tensor2d([0, 1, 2, 3, 4, 5], [3, 2]);
	const { sound } = await bundleOf(attentionMap(weights(), { sound: { spectrogram, seconds: 1.5 } }));
	expect(sound).toMatchObject({ seconds: 1.5, bins: 2, frames: 3, axis: "both", skip: 0 });
	expect([...(await decodeBytes(sound!, 6, "sound"))]).toEqual([0, 102, 204, 51, 153, 255]);
});

test("two maps of different lengths in one output", async () => {
	const [a, b] = [
		attentionMap(weights(), { tokens, title: "A" }),
		attentionMap(tf.fill([4, 3, 5], 0.2), { title: "B" }),
	];
	const document = await bundleOf(compareMaps(a, b, { title: "Both" }));
	expect([document.title, document.other!.title]).toEqual(["Both", "B"]);
	expect([document.handle, document.other!.handle].every((handle) => handle!.length === 36)).toBe(true);
	const bundle = await compareMaps(a, b)[DISPLAY]();
	expect(bundle["text/plain"]).toMatch(/^A [\s\S]*\nB /);
	expect(bundle["text/html"].match(/Attention map, /g)).toHaveLength(2);
	expect(() => compareMaps(a, attentionMap(tf.fill([3, 5], 0.2)))).toThrow(
		/^compareMaps: both maps must have the same number of leading axes, got a=\[4,6,6\], b=\[3,5\]$/,
	);
});

const image = (more: object) => ({ image: { data: tf.ones([4, 4, 3]), patches: [2, 2], ...more } });
const sound = (more: object) => ({ sound: { spectrogram: [[1, 2]], seconds: 1, ...more } });

test.each<[string, () => object]>([
	["special must be true or indices below 6, got special=[6]", () => ({ special: [6] })],
	["groups must divide the heads of the last leading axis, got groups=3, heads=4", () => ({ groups: 3 })],
	["link must be a string, got link=7", () => ({ link: 7 })],
	["mask must be a bool tensor or nested arrays, got mask=7", () => ({ mask: 7 })],
	["mask must broadcast to [4,6,6], got mask=[2,6]", () => ({ mask: [new Array(6).fill(1), new Array(6).fill(1)] })],
	["image.patches must be [rows, columns], got patches=[2]", () => image({ patches: [2] })],
	["image.patches must cover at most 6 tokens with skip, got skip=3, tokens=4", () => image({ skip: 3 })],
	['image.axis must be "query", "key" or "both", got axis="x"', () => image({ axis: "x" })],
	["image.data must be a PNG or JPEG file, got bytes=3", () => image({ data: new Uint8Array(3) })],
	[
		"image.data must be a tensor [height, width, 1, 3 or 4], or a file's bytes, got data=[4,4]",
		() => image({ data: tf.ones([4, 4]) }),
	],
	["image.data of type float32 must be from 0 to 1, got data=[4,4,3]", () => image({ data: tf.fill([4, 4, 3], 2) })],
	["sound.seconds must be above 0, got seconds=0", () => sound({ seconds: 0 })],
	[
		"sound.spectrogram must be finite numbers [frames, bins], got spectrogram=[NaN]",
		() => sound({ spectrogram: [[Number.NaN]] }),
	],
	["q and k must come together, got q=[4,6,3], k=undefined", () => ({ q: tf.ones([4, 6, 3]) })],
	["q must fit weights of shape [4,6,6], got q=[4,5,3]", () => ({ q: tf.ones([4, 5, 3]), k: tf.ones([4, 6, 3]) })],
])("%s", (message, options) => {
	expect(() => attentionMap(weights(), options() as never)).toThrow(`attentionMap: ${message}`);
});
