import { getBackend, Tensor } from "@tensorflow/tfjs-core";
import { defineWeights } from "../attend/attentionWeights";
import { checkOptions, checkQueryKey, checkValue, toRank4 } from "../attend/inputs";
import type { AttentionOptions } from "../attend/options";
import type { Axis, Source } from "../map/index";
import { wrong } from "../wrong";
import { AttentionMap } from "./AttentionMap";
import { maskOf, originOf, tokenAxes } from "./axes";
import { type Cells, HeldCells } from "./cells";
import { ComputedCells } from "./computedCells";
import { type ImageOptions, imageOf, type SoundOptions, soundOf } from "./media";
import { Origin } from "./origin";
import { read } from "./read";
import { readWeights, type WeightsLike } from "./weights";

export interface AttentionMapOptions {
	/** One text per query and per key, where both are the same tokens. */
	tokens?: readonly string[];
	queryTokens?: readonly string[];
	keyTokens?: readonly string[];
	/** The leading axes, outermost first: names, or names with a label per index. */
	axes?: readonly (string | { name: string; labels?: readonly string[] })[];
	title?: string;
	/** Where the weights come from: model, mask, scale … */
	source?: Partial<Source>;
	/** Shape of a typed array. */
	shape?: readonly number[];
	/** Which cells were computed, true or not 0; broadcastable to the weights. */
	mask?: Tensor | readonly unknown[];
	/** Indices of special tokens; `true` finds them by their labels: [CLS], [SEP], <s>, <|endoftext|> … */
	special?: readonly number[] | true;
	/** The picture whose patches the tokens are. */
	image?: ImageOptions;
	/** The sound whose stretches the tokens are. */
	sound?: SoundOptions;
	/** Key/value heads G, which the heads share in groups of H / G. */
	groups?: number;
	/** A name for these tokens: maps with the same one show what is pinned on each other. */
	link?: string;
	/** Queries [..., H, L, D], keys and values [..., G, S, D or E] that the weights came from: then they answer scores and steps. */
	q?: Tensor;
	k?: Tensor;
	v?: Tensor;
	/** Factor of `q · k`, 1 / sqrt(D) by default. */
	scale?: number;
	/** Bytes that the whole output may take in a notebook, 50,000 by default. */
	maxBytes?: number;
}

const LEADING = ["step", "layer", "head"];

function leadingAxes(name: string, sizes: number[], given: AttentionMapOptions["axes"]): Axis[] {
	const names = given ?? (sizes.length > LEADING.length ? [] : LEADING.slice(LEADING.length - sizes.length));
	if (names.length !== sizes.length) {
		throw wrong(name, `axes must name the ${sizes.length} leading axes`, { axes: names.map(String) });
	}
	return names.map((entry, i) => {
		const { name: axisName, labels } = typeof entry === "string" ? { name: entry, labels: undefined } : entry;
		return axis(name, "axes", axisName, sizes[i], labels);
	});
}

function axis(by: string, option: string, name: string, size: number, labels: readonly string[] | undefined): Axis {
	if (labels === undefined) return { name, size };
	if (!(Array.isArray(labels) && labels.every((label) => typeof label === "string"))) {
		throw wrong(by, `${option} must be an array of strings`, { [option]: labels });
	}
	if (labels.length !== size) {
		throw wrong(by, `${option} must have one entry per ${name}`, { [option]: labels.length, [name]: size });
	}
	return { name, size, labels: [...labels] };
}

/**
 * Attention weights as a picture: the last expression of a cell draws it.
 *
 * ```ts
 * const weights = attention.attentionWeights(q, k);
 * attention.attentionMap(weights.squeeze([0]), { tokens: ["the", "cat", "sat"] })
 * ```
 * @param weights - Shape [..., L, S], such as [H, L, S] or [layers, H, L, S]; finite, at least 0. Copied, not disposed.
 * @throws Where shape, tokens or axes do not fit.
 */
export function attentionMap(weights: WeightsLike, options: AttentionMapOptions = {}): AttentionMap {
	const { values, shape } = readWeights(weights, options.shape);
	const backend = weights instanceof Tensor ? { backend: getBackend() } : {};
	return mapOf(
		"attentionMap",
		new HeldCells(values, shape, maskOf("attentionMap", options.mask, shape), originOf("attentionMap", options, shape)),
		{ dtype: "float32", ...backend, ...options.source },
		options,
	);
}

/** A map of these cells, once its words fit; `name` speaks the errors. */
function mapOf(name: string, cells: Cells, source: Source, options: AttentionMapOptions): AttentionMap {
	const { tokens, queryTokens = tokens, keyTokens = tokens, title, maxBytes = 50_000 } = options;
	const { shape } = cells;
	const [L, S] = shape.slice(-2);
	const { image, sound } = options;
	const media = {
		...(image && { image: imageOf(name, image, [L, S]) }),
		...(sound && { sound: soundOf(name, sound, [L, S]) }),
	};
	const axes: Axis[] = [
		...leadingAxes(name, shape.slice(0, -2), options.axes),
		axis(name, queryTokens === tokens ? "tokens" : "queryTokens", "query", L, queryTokens),
		axis(name, keyTokens === tokens ? "tokens" : "keyTokens", "key", S, keyTokens),
	];
	return new AttentionMap({ cells, axes: tokenAxes(name, axes, options), title, source, maxBytes, media });
}

/** Maps of more cells are computed where they are looked at: 64 MB of weights. */
const MOST_CELLS = 2 ** 24;

export interface AttentionMapOfOptions
	extends AttentionOptions,
		Omit<AttentionMapOptions, "shape" | "mask" | "q" | "k"> {
	/** Whether weights are computed where they are looked at; by default where there are more than 2^24. */
	lazy?: boolean;
}

/**
 * The picture of an attention of any size, from its queries and keys: `softmax(scale · q kᵀ + bias)` over the cells that are
 * left. A large one keeps q and k alone, and computes what is looked at: 32,768 x 32,768 weights in 16 MB a head.
 *
 * ```ts
 * const [q, k] = [tf.randomNormal([8, 16384, 64]), tf.randomNormal([8, 16384, 64])];
 * attention.attentionMapOf(q.expandDims(0), k.expandDims(0), { causal: true })
 * ```
 * @param q - Queries, shape [B, H, L, D], [B, L, D] or [L, D]. Copied, not disposed.
 * @param k - Keys, shape [B, G, S, D], [B, S, D] or [S, D].
 * @returns A map with axes for items (where there are several) and heads, then queries and keys.
 * @throws Where shapes, types, options, tokens or axes do not fit.
 */
export function attentionMapOf(q: Tensor, k: Tensor, options: AttentionMapOfOptions = {}): AttentionMap {
	const name = "attentionMapOf";
	const cells: Cells = read(() => {
		checkQueryKey(name, q, k);
		const checked = checkOptions(name, q, k, options);
		const [q4, k4] = [toRank4(q), toRank4(k)];
		const [[B, H, L], S] = [q4.shape, k4.shape[2]];
		const shape = [...(B > 1 ? [B] : []), ...(q.rank === 4 ? [H] : []), L, S];
		const { lazy = B * H * L * S > MOST_CELLS } = options;
		const { v } = options;
		if (v !== undefined) checkValue(name, q, k, v);
		const origin = new Origin(q4, k4, v && toRank4(v), checked);
		if (lazy) return new ComputedCells(origin, shape);
		const weights = defineWeights(q4, k4, checked).dataSync().slice() as Float32Array;
		return new HeldCells(weights, shape, origin.visible(), origin);
	});
	const several = cells.shape.length - 2 - (q.rank === 4 ? 1 : 0);
	const axes = options.axes ?? [...(several > 0 ? ["item"] : []), ...(q.rank === 4 ? ["head"] : [])];
	const mask = maskName(options);
	const source = { dtype: "float32", backend: getBackend(), ...(mask && { mask }), ...options.source };
	const [heads, groups] = [q.shape.at(-3), k.shape.at(-3)];
	const shares = q.rank === 4 && heads !== groups ? { groups } : {};
	return mapOf(name, cells, source, { ...shares, ...options, axes, mask: undefined });
}

/** What limited the cells, in words. */
function maskName({ causal, window, mask, keyLengths, queryLengths }: AttentionOptions): string | undefined {
	const parts = [
		causal ? `causal${typeof causal === "string" ? ` (${causal})` : ""}` : undefined,
		window ? `window [${window}]` : undefined,
		mask ? "mask" : undefined,
		keyLengths || queryLengths ? "lengths" : undefined,
	].filter((part) => part !== undefined);
	return parts.length === 0 ? undefined : parts.join(", ");
}
