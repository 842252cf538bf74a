import { mkdirSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { maxDifference, pretrained } from "@attention-lab/attention";
import { startBackend } from "../backend";

let folder: string;
let tiny: string;
const shelves = process.env.ATTENTION_LAB_MODELS;

beforeAll(startBackend);
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), "models-"));
	tiny = join(folder, "tiny");
	writeTiny();
});
afterEach(() => {
	rmSync(folder, { recursive: true });
	if (shelves === undefined) delete process.env.ATTENTION_LAB_MODELS;
	else process.env.ATTENTION_LAB_MODELS = shelves;
});

const CONFIG = {
	model_type: "bert",
	hidden_size: 6,
	num_attention_heads: 2,
	num_hidden_layers: 1,
	intermediate_size: 7,
	max_position_embeddings: 11,
	type_vocab_size: 2,
	vocab_size: 5,
	hidden_act: "gelu",
};

const VOCABULARY = { "[PAD]": 0, "[UNK]": 1, "[CLS]": 2, "[SEP]": 3, word: 4 };

function shapes(): [string, number[]][] {
	const at = "encoder.layer.0";
	const dense = (name: string, from: number, to: number): [string, number[]][] => [
		[`${name}.weight`, [to, from]],
		[`${name}.bias`, [to]],
	];
	return [
		["embeddings.word_embeddings.weight", [5, 6]],
		["embeddings.position_embeddings.weight", [11, 6]],
		["embeddings.token_type_embeddings.weight", [2, 6]],
		["embeddings.LayerNorm.weight", [6]],
		["embeddings.LayerNorm.bias", [6]],
		...["query", "key", "value"].flatMap((part) => dense(`${at}.attention.self.${part}`, 6, 6)),
		...dense(`${at}.attention.output.dense`, 6, 6),
		[`${at}.attention.output.LayerNorm.weight`, [6]],
		[`${at}.attention.output.LayerNorm.bias`, [6]],
		...dense(`${at}.intermediate.dense`, 6, 7),
		...dense(`${at}.output.dense`, 7, 6),
		[`${at}.output.LayerNorm.weight`, [6]],
		[`${at}.output.LayerNorm.bias`, [6]],
	];
}

/** A number that f32, f16 and bf16 hold alike: a small multiple of 1/16. */
function number(i: number): number {
	return (((i * 7) % 23) - 11) / 16;
}

const ENCODERS: Record<string, { size: number; write(view: DataView, at: number, x: number): void }> = {
	F32: { size: 4, write: (view, at, x) => view.setFloat32(at, x, true) },
	BF16: {
		size: 2,
		write(view, at, x) {
			const word = new DataView(new ArrayBuffer(4));
			word.setFloat32(0, x);
			view.setUint16(at, word.getUint16(0), true);
		},
	},
	F16: {
		size: 2,
		write(view, at, x) {
			if (x === 0) return;
			const exponent = Math.floor(Math.log2(Math.abs(x)));
			const fraction = Math.round((Math.abs(x) / 2 ** exponent - 1) * 1024);
			view.setUint16(at, (x < 0 ? 0x8000 : 0) | ((exponent + 15) << 10) | fraction, true);
		},
	},
};

function writeTiny(dtype = "F32", prefix = "", change: (header: Record<string, unknown>) => void = () => {}): void {
	mkdirSync(tiny, { recursive: true });
	const { size, write } = ENCODERS[dtype] ?? ENCODERS.F32;
	const header: Record<string, { dtype: string; shape: number[]; data_offsets: number[] }> = {};
	let end = 0;
	for (const [name, shape] of shapes()) {
		const from = end;
		end += size * shape.reduce((product, n) => product * n, 1);
		header[prefix + name] = { dtype, shape, data_offsets: [from, end] };
	}
	const data = new DataView(new ArrayBuffer(end));
	for (let i = 0; i < end / size; i++) write(data, i * size, number(i));
	change(header);
	const text = Buffer.from(JSON.stringify(header));
	const length = Buffer.alloc(8);
	length.writeBigUInt64LE(BigInt(text.length));
	writeFileSync(join(tiny, "model.safetensors"), Buffer.concat([length, text, Buffer.from(data.buffer)]));
	writeFileSync(join(tiny, "config.json"), JSON.stringify(CONFIG));
	const special = (content: string, id: number) => ({
		id,
		content,
		special: true,
		single_word: false,
		lstrip: false,
		rstrip: false,
		normalized: false,
	});
	const single = [
		{ SpecialToken: { id: "[CLS]", type_id: 0 } },
		{ Sequence: { id: "A", type_id: 0 } },
		{ SpecialToken: { id: "[SEP]", type_id: 0 } },
	];
	const ids = (id: string) => ({ id, ids: [VOCABULARY[id as keyof typeof VOCABULARY]], tokens: [id] });
	const tokenizer = {
		version: "1.0",
		added_tokens: [special("[CLS]", 2), special("[SEP]", 3)],
		normalizer: {
			type: "BertNormalizer",
			clean_text: true,
			handle_chinese_chars: true,
			strip_accents: null,
			lowercase: true,
		},
		pre_tokenizer: { type: "BertPreTokenizer" },
		post_processor: {
			type: "TemplateProcessing",
			single,
			pair: single,
			special_tokens: { "[CLS]": ids("[CLS]"), "[SEP]": ids("[SEP]") },
		},
		decoder: { type: "WordPiece", prefix: "##", cleanup: true },
		model: {
			type: "WordPiece",
			unk_token: "[UNK]",
			continuing_subword_prefix: "##",
			max_input_chars_per_word: 100,
			vocab: VOCABULARY,
		},
	};
	writeFileSync(join(tiny, "tokenizer.json"), JSON.stringify(tokenizer));
	writeFileSync(
		join(tiny, "tokenizer_config.json"),
		JSON.stringify({ tokenizer_class: "BertTokenizer", unk_token: "[UNK]" }),
	);
}

async function attentions() {
	const model = await pretrained.load(tiny);
	return (await model.encode("word other word")).attentions;
}

test("f32, f16 and bf16, with and without a prefix, give the same attention", async () => {
	const plain = await attentions();
	expect(plain.shape).toEqual([1, 2, 5, 5]);
	for (const [dtype, prefix] of [
		["F16", ""],
		["BF16", ""],
		["F32", "bert."],
	]) {
		writeTiny(dtype, prefix);
		expect(maxDifference(await attentions(), plain)).toBe(0);
	}
});

test("a bare name is looked up on the shelves", async () => {
	process.env.ATTENTION_LAB_MODELS = folder;
	expect(pretrained.available()).toEqual(["tiny"]);
	expect((await pretrained.load("tiny")).name).toBe("tiny");
	expect(pretrained.path("tiny", "config.json")).toBe(join(tiny, "config.json"));
	expect(() => pretrained.path("tiny", "vocab.txt")).toThrow(
		/^pretrained\.path: expected vocab\.txt in .*, got config\.json, model/,
	);
});

describe("errors", () => {
	const failing = (name = tiny) =>
		pretrained.load(name).then(
			() => "nothing",
			(error: Error) => error.message,
		);

	test("a missing folder says where it looked and what there is", async () => {
		process.env.ATTENTION_LAB_MODELS = folder;
		const looked = `${join(folder, "tony")} nor ${join(process.cwd(), "tony")}`;
		expect(await failing("tony")).toBe(
			`pretrained.load: expected a model folder, got nothing at ${looked}; available: tiny`,
		);
		expect(await failing(join(folder, "x", "y"))).toContain(
			`got nothing at ${join(folder, "x", "y")}; available: tiny`,
		);
		process.env.ATTENTION_LAB_MODELS = "";
		expect(await failing("tony")).toContain("no models are on the shelves (ATTENTION_LAB_MODELS)");
	});

	test("a file that was cut off, anywhere", async () => {
		const path = join(tiny, "model.safetensors");
		const size = readFileSync(path).length;
		truncateSync(path, size - 10);
		expect(await failing()).toBe(`model.safetensors: expected ${size} bytes, got ${size - 10}`);
		truncateSync(path, 100);
		expect(await failing()).toMatch(/^model\.safetensors: expected \d+ bytes or more, got 100$/);
		truncateSync(path, 3);
		expect(await failing()).toBe("model.safetensors: expected at least 8 bytes, got 3");
	});

	test("a header that lies", async () => {
		writeFileSync(join(tiny, "model.safetensors"), Buffer.alloc(64, 0xff));
		expect(await failing()).toMatch(/^model\.safetensors: expected a header of at most 100000000 bytes/);
		writeFileSync(join(tiny, "model.safetensors"), Buffer.from([2, 0, 0, 0, 0, 0, 0, 0, 0x7b, 0x7b]));
		expect(await failing()).toMatch(/^model\.safetensors: expected a JSON header, got/);
		writeTiny("F32", "", (header) => {
			(header["embeddings.LayerNorm.bias"] as { shape: number[] }).shape = [7];
		});
		expect(await failing()).toBe('model.safetensors: header["embeddings.LayerNorm.bias"]: expected 28 bytes, got 24');
		writeTiny("F32", "", (header) => {
			(header["embeddings.LayerNorm.bias"] as { data_offsets: unknown }).data_offsets = [8, -8];
		});
		expect(await failing()).toMatch(
			/^model\.safetensors: header\["embeddings\.LayerNorm\.bias"\]: expected dtype, shape and data_offsets/,
		);
	});

	test("a tensor that is missing, of another shape or type", async () => {
		writeTiny("F32", "", (header) => delete header["embeddings.LayerNorm.bias"]);
		expect(await failing()).toMatch(
			/^model\.safetensors: expected a tensor "embeddings\.LayerNorm\.bias", got \d+ others$/,
		);
		writeTiny("F32", "", (header) => {
			(header["embeddings.word_embeddings.weight"] as { shape: number[] }).shape = [6, 5];
		});
		expect(await failing()).toBe("model.safetensors: embeddings.word_embeddings.weight: expected [5,6], got [6,5]");
		writeTiny("I32");
		expect(await failing()).toBe(
			"model.safetensors: embeddings.word_embeddings.weight: expected F32, F16, BF16, got I32",
		);
	});

	test("files that are missing or no JSON", async () => {
		rmSync(join(tiny, "model.safetensors"));
		expect(await failing()).toBe(`model.safetensors: expected a file in ${tiny}, got none`);
		writeTiny();
		rmSync(join(tiny, "tokenizer.json"));
		expect(await failing()).toBe(`tokenizer.json: expected a file in ${tiny}, got ENOENT`);
		writeFileSync(join(tiny, "config.json"), "{");
		expect(await failing()).toMatch(/^config\.json: expected JSON, got/);
	});

	test("a config of another kind", async () => {
		const config = (change: object) =>
			writeFileSync(join(tiny, "config.json"), JSON.stringify({ ...CONFIG, ...change }));
		config({ model_type: "gpt2" });
		expect(await failing()).toBe('config.json: model_type: expected "bert", got "gpt2"');
		config({ hidden_size: "6" });
		expect(await failing()).toBe('config.json: hidden_size: expected a whole number of at least 1, got "6"');
		config({ num_attention_heads: 4 });
		expect(await failing()).toBe("config.json: hidden_size: expected a multiple of num_attention_heads, got 6 and 4");
		config({ hidden_act: "swish" });
		expect(await failing()).toBe('config.json: hidden_act: expected one of gelu, gelu_new, relu, got "swish"');
		config({ position_embedding_type: "relative_key" });
		expect(await failing()).toBe('config.json: position_embedding_type: expected "absolute", got "relative_key"');
	});
});
