/** What the operations of attention are called and take, the same for every engine that has them. */
export const FUSED = {
	attention: "FusedAttention",
	gradient: "FusedAttentionGrad",
	statistics: "FusedAttentionStatistics",
	tile: "FusedAttentionTile",
} as const;

export const LIMITS = ["mask", "bias", "queryLengths", "keyLengths", "sinks"] as const;
/** [B, H, L, D], [B, G, S, D], [B, G, S, E]; mask and bias of rank 4, lengths [B], sinks [H]; [0] for what is not there. */
export const INPUTS = ["q", "k", "v", ...LIMITS] as const;
/** And the outputs of the forward with their gradients. */
export const GRADIENT_INPUTS = [...INPUTS, "out", "logSumExp", "dOut", "dLogSumExp"] as const;
export const WEIGHTS_INPUTS = ["q", "k", ...LIMITS, "logSumExp"] as const;

/** In the order of the outputs; after them the largest weights of each row, and their keys. */
export const STATISTICS = ["weights", "entropy", "distance", "columnMass"] as const;
export type StatisticName = (typeof STATISTICS)[number];
export const WANTED: Record<StatisticName, number> = { weights: 1, entropy: 2, distance: 4, columnMass: 8 };

export interface FusedAttrs {
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
