import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pretrained } from "@attention-lab/attention";
import * as tf from "@tensorflow/tfjs-core";
import { farthest } from "../attend/reference";
import { startBackend } from "../backend";

const NAME = "all-MiniLM-L6-v2";
const FIXTURE = join(__dirname, "fixtures", "minilm.safetensors");

interface Text {
	words: [string] | [string, string];
	ids: number[];
	tokens: string[];
}

/** What transformers made of each text, see reference.py. */
function readTexts(): Text[] {
	const bytes = readFileSync(FIXTURE);
	const header = JSON.parse(bytes.subarray(8, 8 + Number(bytes.readBigUInt64LE())).toString());
	return JSON.parse(header.__metadata__.texts);
}

const texts = readTexts();
const wanted = pretrained.openSafetensors(FIXTURE);
let model: pretrained.Bert;
let backend: string;

beforeAll(async () => {
	backend = (await startBackend()).name;
	model = await pretrained.load(NAME);
});
afterAll(() => wanted.close());

test("the fixture holds five sentences, one of them Chinese, and a pair", () => {
	expect(texts.map(({ words }) => words.length)).toEqual([1, 1, 1, 1, 1, 2]);
	expect(texts[4].words[0]).toMatch(/^\p{Script=Han}/u);
});

test.each(texts.map((text, index) => ({ index, ...text })))(
	"all 72 heads of $words",
	async ({ index, words, ids, tokens }) => {
		const seen = await model.encode(words.length === 1 ? words[0] : (words as [string, string]));
		expect(seen.tokens).toEqual(tokens);
		expect(seen.ids).toEqual(ids);
		const { shape, values } = wanted.read(`attentions.${index}`);
		expect(shape).toEqual([6, 12, ids.length, ids.length]);
		expect(seen.attentions.shape).toEqual(shape);
		const far = farthest(seen.attentions.dataSync(), values);
		console.info(
			`${backend}: max |difference| ${far.toExponential(2)} over ${values.length} weights of "${words.join(" | ")}"`,
		);
		expect(far).toBeLessThan(1e-5);
		expect(farthest(seen.sentence.dataSync(), wanted.read(`sentence.${index}`).values)).toBeLessThan(1e-5);
		seen.dispose();
	},
);

test("hidden states: the embeddings and each layer", async () => {
	const seen = await model.encode("one two");
	expect(seen.hiddenStates.map((state) => state.shape)).toEqual(Array.from({ length: 7 }, () => [1, 4, 384]));
	for (const sum of tf.sum(seen.attentions, -1).dataSync()) expect(sum).toBeCloseTo(1, 5);
	seen.dispose();
});

test("a text leaves nothing behind once it is disposed", async () => {
	const before = tf.memory().numTensors;
	(await model.encode("a few words")).dispose();
	expect(tf.memory().numTensors).toBe(before);
});

test("a map of a text has its tokens, title and source, and fits into 50 kB", async () => {
	const seen = await model.encode(texts[3].words[0]);
	expect(seen.tokens).toHaveLength(24);
	const map = model.attentionMap(seen);
	const bundle = await map[Symbol.for("Jupyter.display") as never as keyof typeof map & symbol]();
	const document = bundle["application/vnd.attention-lab.map.v1+json"];
	expect(document.axes.map(({ name, size }) => [name, size])).toEqual([
		["layer", 6],
		["head", 12],
		["query", 24],
		["key", 24],
	]);
	expect(document.axes[3].labels).toEqual(texts[3].tokens);
	expect(document.title).toBe(texts[3].words[0]);
	expect(document.source).toMatchObject({ model: NAME, backend, mask: "none", scale: 1 / Math.sqrt(32) });
	expect(document.preview.pooling).toEqual([1, 1]);
	const bytes = Buffer.byteLength(JSON.stringify(bundle));
	console.info(`6 x 12 heads, 24 tokens: ${bytes} bytes`);
	expect(bytes).toBeLessThanOrEqual(50_000);
});

describe("errors", () => {
	test("too long a text", async () => {
		await expect(model.encode("word ".repeat(600))).rejects.toThrow(
			"encode: text must have at most 512 tokens, got 602",
		);
		await expect(model.encode(7 as never)).rejects.toThrow("encode: text must be a string or two, got 7");
	});

	test("a disposed model", async () => {
		const other = await pretrained.load(NAME);
		other.dispose();
		await expect(other.encode("word")).rejects.toThrow("pretrained: all-MiniLM-L6-v2 must not be disposed");
	});
});
