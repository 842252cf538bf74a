import { existsSync } from "node:fs";
import { basename, join } from "node:path";
import { Bert } from "./Bert";
import { readConfig } from "./config";
import { findModel } from "./findModel";
import { openSafetensors } from "./safetensors";
import { readTokenizer } from "./tokenizer";

/**
 * A BERT-shaped model from a folder with config.json, tokenizer.json and model.safetensors (f32, f16 or bf16).
 *
 * ```ts
 * const model = await attention.pretrained.load("all-MiniLM-L6-v2");
 * const seen = await model.encode("The cat sat on the mat.");
 * model.attentionMap(seen)
 * ```
 * @param name - A folder, or a bare name looked up in the folders of the environment variable `ATTENTION_LAB_MODELS`.
 * @throws Where the folder is missing, a file is cut off, or a tensor has another shape than config.json says.
 */
export async function load(name: string): Promise<Bert> {
	const folder = findModel(name);
	const config = readConfig(folder);
	const path = join(folder, "model.safetensors");
	if (!existsSync(path)) throw new Error(`model.safetensors: expected a file in ${folder}, got none`);
	const file = openSafetensors(path);
	try {
		const prefix = file.names.some((key) => key.startsWith("bert.")) ? "bert." : "";
		const parameters = (key: string) => file.read(prefix + key);
		return new Bert({ name: basename(folder), config, tokenize: readTokenizer(folder), parameters });
	} finally {
		file.close();
	}
}
