/** The attention-map document, version 1: the one shape that kernel, viewer and tests agree on. */

export const MIME_TYPE = "application/vnd.attention-lab.map.v1+json";

/** One axis of a map. The last two axes of a document are always the queries and the keys. */
export interface Axis {
	/** "layer", "head", "step", "query", "key" … */
	name: string;
	size: number;
	/** One label per index: token texts, head names. */
	labels?: string[];
	/** Indices per group, where neighbours share something: query heads that read one key/value head. Divides `size`. */
	groups?: number;
	/** Indices of special tokens: `[CLS]`, `[SEP]`, `<bos>` … */
	special?: number[];
	/** Axes of this name, in whatever map, are the same tokens: what is pinned on one is pinned on all. */
	link?: string;
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

/**
 * Which pixels hold at least one cell that was computed at all: one byte each, 1 or 0, row-major over `shape` (1 instead of
 * a leading size where all of its indices are alike), pooled as the preview is. A cell beyond a mask, a window or a length
 * is not a weight of zero: it was never looked at.
 */
export interface Computed {
	shape: number[];
	compression: "deflate-raw" | "none";
	base64: string;
}

/**
 * Queries, keys and values of a small map, from which a viewer works out every step itself: float32, little endian,
 * row-major over [heads, L, D], [groups, S, D] and [groups, S, E], heads being the product of the leading axes.
 */
export interface Vectors {
	/** D, the numbers of a query or key. */
	depth: number;
	/** E, the numbers of a value. */
	valueDepth?: number;
	/** Key/value heads; query head h reads `floor(h · keyHeads / heads)`. */
	keyHeads: number;
	/** What `q · k` is multiplied by. */
	scale: number;
	/** The bound of `softcap · tanh(score / softcap)`, where there is one. */
	softcap?: number;
	query: string;
	key: string;
	value?: string;
}

/** A picture whose patches are tokens: patch p of the grid, row by row, is token `skip + p` of `axis`. */
export interface Image {
	type: "image/png" | "image/jpeg" | "image/webp";
	base64: string;
	/** Its size in pixels. */
	width: number;
	height: number;
	/** Patches: [rows, columns]. */
	grid: [number, number];
	/** Tokens before the first patch, such as a class token. */
	skip: number;
	axis: "query" | "key" | "both";
}

/**
 * A sound whose stretches of time are tokens: those from `skip` on divide `seconds` evenly. The spectrogram holds one byte
 * per pixel, row-major over [bins, frames], low frequencies first.
 */
export interface Sound {
	seconds: number;
	bins: number;
	frames: number;
	compression: "deflate-raw" | "none";
	base64: string;
	skip: number;
	axis: "query" | "key" | "both";
}

/** Numbers per leading index (row-major over the leading axes), for reading and for sorting. */
export interface Statistics {
	/** Mean row entropy in nats. */
	entropy?: number[];
	/** Largest weight. */
	max?: number[];
	/** Mean of |query - key| by weight, in tokens. */
	distance?: number[];
	/** Share of all weight that the first key takes. */
	sink?: number[];
	/** Mean weight on the token before. */
	previous?: number[];
}

/** The numbers that statistics may hold. */
export const STATISTICS = ["entropy", "max", "distance", "sink", "previous"] as const;

export interface AttentionMapDocument {
	version: 1;
	title?: string;
	axes: Axis[];
	preview: Preview;
	statistics?: Statistics;
	source: Source;
	computed?: Computed;
	vectors?: Vectors;
	image?: Image;
	sound?: Sound;
	/** The map that this one is compared with; it has no `other` of its own. */
	other?: AttentionMapDocument;
	/** What did not fit into the output's bytes and was left out: "vectors", "image", "sound", "computed". */
	omitted?: string[];
	/** Name of the live map in the kernel; exact weights are asked for by comm while the kernel lives. */
	handle?: string;
}
