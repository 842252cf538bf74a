/** Attention Lab's primitives, measures and models: every cell's `attention`. */
export * from "@attention-lab/attention";
export as namespace attention;
