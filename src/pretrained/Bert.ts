import {
	add,
	dispose,
	div,
	gather,
	matMul,
	maximum,
	mean,
	norm,
	reshape,
	slice,
	stack,
	type Tensor,
	type Tensor1D,
	type Tensor3D,
	type Tensor4D,
	tensor,
	tensor1d,
	tidy,
} from "@tensorflow/tfjs-core";
import { weightsOf } from "../attend/attentionWeights";
import { weightedSum } from "../attend/weightedSum";
import type { AttentionMap } from "../display/AttentionMap";
import { type AttentionMapOptions, attentionMap } from "../display/makeMap";
import { read } from "../display/read";
import { mergeHeads } from "../heads/mergeHeads";
import { splitHeads } from "../heads/splitHeads";
import { ACTIVATIONS } from "./activations";
import type { BertConfig } from "./config";
import { layerNorm } from "./layerNorm";
import type { StoredTensor } from "./safetensors";
import type { Encoding } from "./tokenizer";

/** What a model saw in a text of n tokens. The tensors are the caller's; `dispose()` frees them all. */
export interface EncodedText {
	text: string;
	tokens: string[];
	ids: number[];
	/** The embeddings, then each layer's output, each of shape [1, n, M]. */
	hiddenStates: Tensor3D[];
	/** Attention weights, shape [layers, H, n, n]; each row sums to one. */
	attentions: Tensor4D;
	/** The mean of the last layer over the tokens, shape [M], of length 1. */
	sentence: Tensor1D;
	dispose(): void;
}

/** The parameters of a model by the names they have in its file. */
export type Parameters = (name: string) => StoredTensor;

export interface BertParts {
	name: string;
	config: BertConfig;
	tokenize: (text: string, pair?: string) => Encoding;
	parameters: Parameters;
}

/** A BERT-shaped encoder that shows every layer's attention. Devlin et al. 2019. */
export class Bert {
	readonly name: string;
	readonly config: BertConfig;
	private readonly tokenize: BertParts["tokenize"];
	private readonly weights = new Map<string, Tensor>();

	constructor({ name, config, tokenize, parameters }: BertParts) {
		if (ACTIVATIONS[config.hidden_act] === undefined) {
			const known = Object.keys(ACTIVATIONS).join(", ");
			throw new Error(`config.json: hidden_act: expected one of ${known}, got ${JSON.stringify(config.hidden_act)}`);
		}
		this.name = name;
		this.config = config;
		this.tokenize = tokenize;
		for (const [key, shape] of parameterShapes(config)) {
			const stored = parameters(key);
			if (stored.shape.join() !== shape.join()) {
				this.dispose();
				throw new Error(`model.safetensors: ${key}: expected [${shape}], got [${stored.shape}]`);
			}
			this.weights.set(key, tensor(stored.values, shape));
		}
	}

	private get(name: string): Tensor {
		const found = this.weights.get(name);
		if (found === undefined) throw new Error(`pretrained: ${this.name} must not be disposed, got no ${name}`);
		return found;
	}

	private dense(x: Tensor, name: string): Tensor {
		const rows = reshape(x, [-1, x.shape.at(-1)!]) as never;
		const out = add(matMul(rows, this.get(`${name}.weight`) as never, false, true), this.get(`${name}.bias`));
		return reshape(out, [...x.shape.slice(0, -1), out.shape[1]!]);
	}

	private norm(x: Tensor, name: string): Tensor {
		return layerNorm(x, this.get(`${name}.weight`), this.get(`${name}.bias`), this.config.layer_norm_eps);
	}

	private embed({ ids, types }: Encoding): Tensor {
		const words = gather(this.get("embeddings.word_embeddings.weight"), tensor1d(ids, "int32"));
		const kinds = gather(this.get("embeddings.token_type_embeddings.weight"), tensor1d(types, "int32"));
		const table = this.get("embeddings.position_embeddings.weight");
		const positions = slice(table, [0, 0], [ids.length, table.shape[1]!]);
		const sum = this.norm(add(add(words, kinds), positions), "embeddings.LayerNorm");
		return reshape(sum, [1, ids.length, -1]);
	}

	/** A layer's queries, keys or values of its input, shape [1, H, n, D]. */
	private heads(x: Tensor, index: number, name: "query" | "key" | "value"): Tensor4D {
		const projected = this.dense(x, `encoder.layer.${index}.attention.self.${name}`);
		return splitHeads(projected, this.config.num_attention_heads) as Tensor4D;
	}

	private layer(x: Tensor, index: number): { output: Tensor; weights: Tensor4D } {
		const at = `encoder.layer.${index}`;
		const heads = (name: "query" | "key" | "value") => this.heads(x, index, name);
		const weights = weightsOf("pretrained", heads("query"), heads("key"), {});
		const context = mergeHeads(weightedSum(weights, heads("value")));
		const attended = this.norm(
			add(this.dense(context, `${at}.attention.output.dense`), x),
			`${at}.attention.output.LayerNorm`,
		);
		const inner = ACTIVATIONS[this.config.hidden_act](this.dense(attended, `${at}.intermediate.dense`));
		const output = this.norm(add(this.dense(inner, `${at}.output.dense`), attended), `${at}.output.LayerNorm`);
		return { output, weights };
	}

	/**
	 * Reads a text, or two as a pair, and keeps what every layer saw.
	 *
	 * ```ts
	 * const seen = await model.encode("The cat sat on the mat.");
	 * model.attentionMap(seen)
	 * ```
	 * @throws Where the text has more tokens than the model has positions; nothing is cut off.
	 */
	async encode(text: string | readonly [string, string]): Promise<EncodedText> {
		const words: readonly unknown[] = Array.isArray(text) ? text : [text];
		if (words.length < 1 || words.length > 2 || !words.every((word) => typeof word === "string")) {
			throw new Error(`encode: text must be a string or two, got ${Array.isArray(text) ? JSON.stringify(text) : text}`);
		}
		const [first, second] = words as [string, string?];
		const encoding = this.tokenize(first, second);
		const most = this.config.max_position_embeddings;
		if (encoding.ids.length > most)
			throw new Error(`encode: text must have at most ${most} tokens, got ${encoding.ids.length}`);
		const { hiddenStates, attentions, sentence } = tidy(() => {
			const states = [this.embed(encoding)];
			const maps: Tensor[] = [];
			for (let index = 0; index < this.config.num_hidden_layers; index++) {
				const { output, weights } = this.layer(states[index], index);
				states.push(output);
				maps.push(reshape(weights, weights.shape.slice(1)));
			}
			const middle = mean(reshape(states.at(-1)!, [encoding.ids.length, -1]), 0);
			return { hiddenStates: states, attentions: stack(maps), sentence: div(middle, maximum(norm(middle), 1e-12)) };
		}) as unknown as Pick<EncodedText, "hiddenStates" | "attentions" | "sentence">;
		const { tokens, ids } = encoding;
		const title = second === undefined ? first : `${first} | ${second}`;
		const free = () => dispose([...hiddenStates, attentions, sentence]);
		return { text: title, tokens, ids, hiddenStates, attentions, sentence, dispose: free };
	}

	/**
	 * Every layer's and head's attention in a text as one map, with tokens, special tokens, title and source filled in. It
	 * keeps queries, keys and values too, so that a viewer can ask for scores and for every step of a row.
	 *
	 * @throws Where the model or what it encoded is disposed.
	 */
	attentionMap(encoded: EncodedText, options: AttentionMapOptions = {}): AttentionMap {
		const { hidden_size: size, num_attention_heads: heads, num_hidden_layers: layers } = this.config;
		const scale = 1 / Math.sqrt(size / heads);
		const source = { model: this.name, mask: "none", scale, ...options.source };
		const letters = [...encoded.text];
		const title = letters.length > 100 ? `${letters.slice(0, 99).join("")}…` : encoded.text;
		const all = (name: "query" | "key" | "value"): Tensor => {
			const each = Array.from({ length: layers }, (_, index) => this.heads(encoded.hiddenStates[index], index, name));
			return stack(each.map((one) => reshape(one, one.shape.slice(1))));
		};
		return read(() => {
			const vectors = { q: all("query"), k: all("key"), v: all("value"), scale };
			const known = { tokens: encoded.tokens, special: true as const, title, ...vectors };
			return attentionMap(encoded.attentions, { ...known, ...options, source });
		});
	}

	/** Frees the parameters. */
	dispose(): void {
		dispose([...this.weights.values()]);
		this.weights.clear();
	}
}

function parameterShapes(config: BertConfig): [string, number[]][] {
	const { hidden_size: M, intermediate_size: inner } = config;
	const shapes: [string, number[]][] = [
		["embeddings.word_embeddings.weight", [config.vocab_size, M]],
		["embeddings.position_embeddings.weight", [config.max_position_embeddings, M]],
		["embeddings.token_type_embeddings.weight", [config.type_vocab_size, M]],
	];
	const dense = (name: string, from: number, to: number) =>
		shapes.push([`${name}.weight`, [to, from]], [`${name}.bias`, [to]]);
	const scales = (name: string) => shapes.push([`${name}.weight`, [M]], [`${name}.bias`, [M]]);
	scales("embeddings.LayerNorm");
	for (let index = 0; index < config.num_hidden_layers; index++) {
		const at = `encoder.layer.${index}`;
		for (const part of ["query", "key", "value"]) dense(`${at}.attention.self.${part}`, M, M);
		dense(`${at}.attention.output.dense`, M, M);
		scales(`${at}.attention.output.LayerNorm`);
		dense(`${at}.intermediate.dense`, M, inner);
		dense(`${at}.output.dense`, inner, M);
		scales(`${at}.output.LayerNorm`);
	}
	return shapes;
}
