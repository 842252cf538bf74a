/**
 * Masks of padding, boolean, shape [B, L], true means a real token.
 *
 * A model of TensorFlow.js hands a layer the first input's mask only, and where that input has none whatever mask an
 * earlier layer got. So each tensor carries its own (`kerasMask`), and what the graph says decides whether to believe.
 */
import { expandDims, logicalAnd, reshape, type Tensor } from "@tensorflow/tfjs-core";
import type { layers, SymbolicTensor } from "@tensorflow/tfjs-layers";
import { checkTensor, wrong } from "../../wrong";
import { toList } from "./shapes";

type Mask = Tensor | undefined;
type Layer = InstanceType<typeof layers.Layer>;

/** Layers whose outputs have a mask though their inputs have none, where they support masking at all. */
const SOURCES = ["Embedding", "Masking", "TokenAndPositionEmbedding"];
const known = new WeakMap<SymbolicTensor, boolean>();

/** Whether a mask comes with this tensor when the model runs. */
export function mayBeMasked(x: SymbolicTensor): boolean {
	const found = known.get(x);
	if (found !== undefined) return found;
	const { sourceLayer, nodeIndex } = x;
	const inputs = sourceLayer?.inboundNodes[nodeIndex]?.inputTensors ?? [];
	const masked =
		sourceLayer?.supportsMasking === true &&
		(SOURCES.includes(sourceLayer.getClassName()) || inputs.some((input) => input !== x && mayBeMasked(input)));
	known.set(x, masked);
	return masked;
}

/** The mask that a tensor carries. */
export function carried(x: Tensor): Tensor | undefined {
	return x.kerasMask && !x.kerasMask.isDisposed ? x.kerasMask : undefined;
}

/** The mask of each input, from the caller, from the inputs themselves, or from the model. */
export function masksOf(layer: Layer, inputs: Tensor[], given: Mask | Tensor[]): Mask[] {
	const listed = Array.isArray(given);
	const nodes = layer.inboundNodes;
	const believed = nodes.length === 0 || nodes.some((node) => mayBeMasked(node.inputTensors[0]));
	return inputs.map((input, at) => {
		const told = listed ? given[at] : at === 0 && believed ? given : undefined;
		const mask = told ?? carried(input);
		return mask ? checked(layer.getClassName(), mask, input) : undefined;
	});
}

function checked(name: string, mask: Tensor, input: Tensor): Tensor {
	const plain = flat(mask);
	checkTensor(name, "mask", plain, "bool", [2]);
	const [batch, length] = input.shape;
	if (plain.shape[0] !== batch || plain.shape[1] !== length) {
		throw wrong(name, `mask must be of shape [${batch},${length}]`, { mask: plain });
	}
	return plain;
}

/** What goes on to the next layer. `tf.layers.add` gives masks of shape [1, B, L]. */
export function flat(mask: Tensor): Tensor {
	return mask.rank === 3 && mask.shape[0] === 1 ? reshape(mask, mask.shape.slice(1)) : mask;
}

/** One mask that fits [B, H, L, S]: padded queries, padded keys, and the caller's own; `name` speaks the errors. */
export function together(name: string, query: Mask, keys: Mask[], own: Mask): Tensor | undefined {
	if (own) checkTensor(name, "attentionMask", own, "bool", [2, 3, 4]);
	const parts: Tensor[] = [];
	if (query) parts.push(expandDims(expandDims(query, 1), 3));
	for (const key of keys) if (key) parts.push(expandDims(expandDims(key, 1), 1));
	if (own) parts.push(own.rank === 3 ? expandDims(own, 1) : own);
	return parts.length === 0 ? undefined : parts.reduce((all, part) => logicalAnd(all, part));
}

/** The first input's mask, as `computeMask` gets it: from the model, or nothing, and then what the input carries. */
export function firstMask(inputs: Tensor | Tensor[], mask: Tensor | Tensor[] | null | undefined): Tensor | null {
	const first = mask === undefined ? carried(toList(inputs)[0]) : toList(mask)[0];
	return first ? flat(first) : null;
}
