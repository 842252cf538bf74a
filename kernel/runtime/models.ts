/**
 * Models, layers and datasets of TensorFlow.js in words. Left to themselves they show hundreds of lines of their inner state.
 * Known by their looks, not by their package.
 */
import { type Limits, recordsHtml, recordsText } from "./rows";
import { safely } from "./words";

interface LayerLike {
	name: string;
	outputShape: unknown;
	getClassName(): string;
	countParams(): number;
}

interface ModelLike extends LayerLike {
	layers: LayerLike[];
	trainableWeights: { shape: number[] }[];
}

interface DatasetLike {
	size: number | null;
	iterator(): Promise<unknown>;
	forEachAsync(): unknown;
}

const LIMITS: Limits = { rows: 100, columns: 4 };
const COLUMNS = ["layer", "type", "output shape", "parameters"];

export function isLayer(value: unknown): value is LayerLike {
	const { getClassName, countParams } = (value ?? {}) as Partial<LayerLike>;
	return typeof getClassName === "function" && typeof countParams === "function";
}

export function isModel(value: unknown): value is ModelLike {
	return isLayer(value) && Array.isArray((value as Partial<ModelLike>).layers);
}

export function isDataset(value: unknown): value is DatasetLike {
	const { iterator, forEachAsync } = (value ?? {}) as Partial<DatasetLike>;
	return typeof iterator === "function" && typeof forEachAsync === "function";
}

/** `Dense "dense_1", output [null,4], 16 parameters`. */
export function layerLine(layer: LayerLike): string {
	const { type, name, shape, count } = told(layer);
	return `${type} "${name}", ${shape === undefined ? "" : `output ${shape}, `}${parameters(count)}`;
}

/** The title, its layers as a table, and how many parameters can be trained. */
export function modelText(model: ModelLike): string {
	return [modelTitle(model), recordsText(rows(model), COLUMNS, LIMITS), modelFoot(model)].join("\n");
}

export function modelHtml(model: ModelLike): string {
	return recordsHtml(rows(model), COLUMNS, LIMITS, { caption: modelTitle(model), foot: modelFoot(model) });
}

/** `Dataset of 5 elements`; nothing is read from it. */
export function datasetLine({ size }: DatasetLike): string {
	const count = typeof size !== "number" ? "an unknown number of" : Number.isFinite(size) ? size : "endlessly many";
	return `Dataset of ${count} elements`;
}

function modelTitle(model: ModelLike): string {
	const count = model.layers.length;
	return `${model.getClassName()} "${model.name}" of ${count} ${count === 1 ? "layer" : "layers"}`;
}

function modelFoot(model: ModelLike): string {
	const { count } = told(model);
	if (count === undefined) {
		return "not built yet: its input shape is not known";
	}
	const trainable = model.trainableWeights.reduce(
		(sum, { shape }) => sum + shape.reduce((all, size) => all * size, 1),
		0,
	);
	return `${parameters(count)}, ${trainable.toLocaleString("en")} trainable`;
}

function rows({ layers }: ModelLike): Record<string, unknown>[] {
	return layers.map((layer) => {
		const { name, type, shape, count } = told(layer);
		return { layer: name, type, "output shape": shape, parameters: count };
	});
}

/** What a layer says of itself; shape and count are known once it is built. */
function told(layer: LayerLike) {
	const shape = safely(() => JSON.stringify(layer.outputShape));
	return { name: layer.name, type: layer.getClassName(), shape, count: safely(() => layer.countParams()) };
}

function parameters(count: number | undefined): string {
	return count === undefined
		? "not built yet"
		: `${count.toLocaleString("en")} ${count === 1 ? "parameter" : "parameters"}`;
}
