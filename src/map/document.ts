/** The attention-map document, version 1: the one shape that kernel, viewer and tests agree on. */

export const MIME_TYPE = "application/vnd.attention-lab.map.v1+json";

/** One axis of a map. The last two axes of a document are always the queries and the keys. */
export interface Axis {
	/** "layer", "head", "step", "query", "key" … */
	name: string;
	size: number;
	/** One label per index: token texts, head names. */
	labels?: string[];
}

/**
 * A bounded picture of the weights, saved with the notebook.
 *
 * `base64` holds one byte per pixel, row-major over `shape` (leading axes, then rows, then columns), deflated (RFC 1951)
 * when `compression` says so. A byte `b` stands for the weight `scale * (b / levels) ** 2` under `transform: "sqrt"`, for
 * `scale * b / levels` under `"linear"`. A pixel is the **maximum** over the `pooling[0]` x `pooling[1]` cells it covers.
 */
export interface Preview {
	dtype: "uint8";
	shape: number[];
	/** Cells per pixel along [query, key]; [1, 1] when every cell is there. */
	pooling: [number, number];
	/** The byte that stands for `scale`, at most 255. Fewer levels make a smaller document. */
	levels: number;
	/** The weight that `levels` stands for: the largest weight of the map. */
	scale: number;
	transform: "sqrt" | "linear";
	compression: "deflate-raw" | "none";
	base64: string;
}

/** Where the weights come from. */
export interface Source {
	model?: string;
	layer?: number;
	dtype: string;
	/** "causal (top-left)", "padding", "none" … */
	mask?: string;
	scale?: number;
	/** The TensorFlow.js backend that computed the weights. */
	backend?: string;
}

/** Numbers per leading index (row-major over the leading axes), for reading and for sorting. */
export interface Statistics {
	/** Mean row entropy in nats. */
	entropy?: number[];
	/** Largest weight. */
	max?: number[];
}

export interface AttentionMapDocument {
	version: 1;
	title?: string;
	axes: Axis[];
	preview: Preview;
	statistics?: Statistics;
	source: Source;
	/** Name of the live map in the kernel; exact weights are asked for by comm while the kernel lives. */
	handle?: string;
}
