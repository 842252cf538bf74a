import { readFileSync } from "node:fs";
import { join } from "node:path";

/** What a BERT-shaped model is built from; the names are Hugging Face's. */
export interface BertConfig {
	model_type: "bert";
	hidden_size: number;
	num_attention_heads: number;
	num_hidden_layers: number;
	intermediate_size: number;
	max_position_embeddings: number;
	type_vocab_size: number;
	vocab_size: number;
	layer_norm_eps: number;
	hidden_act: string;
}

const SIZES = [
	"hidden_size",
	"num_attention_heads",
	"num_hidden_layers",
	"intermediate_size",
	"max_position_embeddings",
	"type_vocab_size",
	"vocab_size",
] as const;

/** A JSON file of a model folder, or an error that names the file. */
export function readJson(folder: string, file: string): Record<string, unknown> {
	let text: string;
	try {
		text = readFileSync(join(folder, file), "utf8");
	} catch (error) {
		throw new Error(`${file}: expected a file in ${folder}, got ${(error as NodeJS.ErrnoException).code}`);
	}
	try {
		return JSON.parse(text);
	} catch (error) {
		throw new Error(`${file}: expected JSON, got ${(error as Error).message}`);
	}
}

export function readConfig(folder: string): BertConfig {
	const config = readJson(folder, "config.json");
	if (config.model_type !== "bert") {
		throw new Error(`config.json: model_type: expected "bert", got ${JSON.stringify(config.model_type)}`);
	}
	for (const key of SIZES) {
		if (!Number.isInteger(config[key]) || (config[key] as number) < 1) {
			throw new Error(`config.json: ${key}: expected a whole number of at least 1, got ${JSON.stringify(config[key])}`);
		}
	}
	const {
		position_embedding_type: positions = "absolute",
		layer_norm_eps: eps = 1e-12,
		hidden_act: act = "gelu",
	} = config;
	if (positions !== "absolute") {
		throw new Error(`config.json: position_embedding_type: expected "absolute", got ${JSON.stringify(positions)}`);
	}
	const known = { ...config, layer_norm_eps: eps, hidden_act: act } as unknown as BertConfig;
	if (known.hidden_size % known.num_attention_heads !== 0) {
		const { hidden_size: size, num_attention_heads: heads } = known;
		throw new Error(`config.json: hidden_size: expected a multiple of num_attention_heads, got ${size} and ${heads}`);
	}
	return known;
}
