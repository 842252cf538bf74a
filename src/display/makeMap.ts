import { getBackend, Tensor } from "@tensorflow/tfjs-core";
import type { Axis, Source } from "../map/index";
import { wrong } from "../wrong";
import { AttentionMap } from "./AttentionMap";
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
	/** Bytes that the whole output may take in a notebook, 50,000 by default. */
	maxBytes?: number;
}

const LEADING = ["step", "layer", "head"];

function leadingAxes(sizes: number[], given: AttentionMapOptions["axes"]): Axis[] {
	const names = given ?? (sizes.length > LEADING.length ? [] : LEADING.slice(LEADING.length - sizes.length));
	if (names.length !== sizes.length) {
		throw wrong("attentionMap", `axes must name the ${sizes.length} leading axes`, { axes: names.map(String) });
	}
	return names.map((entry, i) => {
		const { name, labels } = typeof entry === "string" ? { name: entry } : entry;
		return axis("axes", name, sizes[i], labels);
	});
}

function axis(option: string, name: string, size: number, labels: readonly string[] | undefined): Axis {
	if (labels === undefined) return { name, size };
	if (!(Array.isArray(labels) && labels.every((label) => typeof label === "string"))) {
		throw wrong("attentionMap", `${option} must be an array of strings`, { [option]: labels });
	}
	if (labels.length !== size) {
		throw wrong("attentionMap", `${option} must have one entry per ${name}`, { [option]: labels.length, [name]: size });
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
	const { tokens, queryTokens = tokens, keyTokens = tokens, title, source, maxBytes = 50_000 } = options;
	const { values, shape } = readWeights(weights, options.shape);
	const [L, S] = shape.slice(-2);
	const axes = [
		...leadingAxes(shape.slice(0, -2), options.axes),
		axis(queryTokens === tokens ? "tokens" : "queryTokens", "query", L, queryTokens),
		axis(keyTokens === tokens ? "tokens" : "keyTokens", "key", S, keyTokens),
	];
	const backend = weights instanceof Tensor ? { backend: getBackend() } : {};
	return new AttentionMap({
		values,
		shape,
		axes,
		title,
		source: { dtype: "float32", ...backend, ...source },
		maxBytes,
	});
}
