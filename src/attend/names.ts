/** What the operations of attention are called and take, the same for every engine that has them. */
export const FUSED = {
	attention: "FusedAttention",
	gradient: "FusedAttentionGrad",
	statistics: "FusedAttentionStatistics",
	tile: "FusedAttentionTile",
} as const;

/** Inputs that need not be there: mask and bias of rank 4, lengths [B], sinks [H]. */
export const OPTIONAL = ["mask", "bias", "queryLengths", "keyLengths", "sinks"] as const;
export type OptionalName = (typeof OPTIONAL)[number];

export type Operation = (typeof FUSED)[keyof typeof FUSED];

/** [B, H, L, D], [B, G, S, D], [B, G, S, E]; then those of `OPTIONAL` that are given; then what a forward gave. */
const INPUTS: Record<Operation, [before: readonly string[], after: readonly string[]]> = {
	[FUSED.attention]: [["q", "k", "v"], []],
	[FUSED.gradient]: [
		["q", "k", "v"],
		["out", "logSumExp", "dOut", "dLogSumExp"],
	],
	[FUSED.statistics]: [["q", "k"], ["logSumExp"]],
	[FUSED.tile]: [["q", "k"], ["logSumExp"]],
};

/**
 * What the inputs of an operation are, in their order. They are a list, because TensorFlow.js saves all inputs for a gradient
 * only of lists, and making tensors for what is not there costs more than a small attention.
 */
export function inputNames(operation: Operation, given: readonly string[]): string[] {
	const [before, after] = INPUTS[operation];
	return [...before, ...given, ...after];
}

/** In the order of the outputs; after them the largest weights of each row, and their keys. */
export const STATISTICS = ["weights", "entropy", "distance", "columnMass"] as const;
export type StatisticName = (typeof STATISTICS)[number];
export const WANTED: Record<StatisticName, number> = { weights: 1, entropy: 2, distance: 4, columnMass: 8 };

export interface FusedAttrs {
	/** Which optional inputs there are, in the order of `OPTIONAL`. */
	given: readonly OptionalName[];
	scale: number;
	/** 0 is none. */
	softcap: number;
	/** `diagonal(i)` is i (0), or i + S - L (1). */
	diagonal: number;
	/** Cells with `-left <= j - diagonal(i) <= right` may be looked at; -1 is open. */
	left: number;
	right: number;
	dropout: number;
	/** Two halves of 32 bits, as signed numbers. */
	seedLow: number;
	seedHigh: number;
	/** 0 is high, 1 medium. */
	precision: number;
	/** Of the gradient: 1 for q, k and v, 2 for the bias, 4 for the sinks. Of the statistics: bits of `WANTED`. */
	wanted?: number;
	/** Of the statistics: how many of the largest weights. */
	top?: number;
	/** Of a tile. */
	batch?: number;
	head?: number;
	firstQuery?: number;
	endQuery?: number;
	firstKey?: number;
	endKey?: number;
	zoom?: number;
}
