import { readJson } from "./config";

export interface Encoding {
	ids: number[];
	tokens: string[];
	/** 0 for the first text, 1 for the second. */
	types: number[];
}

interface HuggingFaceTokenizer {
	encode(
		text: string,
		options: { text_pair?: string; return_token_type_ids: true },
	): { ids: number[]; tokens: string[]; token_type_ids: number[] };
}

/** Text to tokens as tokenizer.json of a model folder says. Nothing is cut off and nothing is padded. */
export function readTokenizer(folder: string): (text: string, pair?: string) => Encoding {
	const tokenizer = readJson(folder, "tokenizer.json");
	const config = readJson(folder, "tokenizer_config.json");
	// The package's types are for ES modules only.
	const { Tokenizer } = require("@huggingface/tokenizers");
	const made: HuggingFaceTokenizer = new Tokenizer(tokenizer, config);
	return (text, pair) => {
		const options = pair === undefined ? {} : { text_pair: pair };
		const { ids, tokens, token_type_ids: types } = made.encode(text, { ...options, return_token_type_ids: true });
		return { ids, tokens, types };
	};
}
