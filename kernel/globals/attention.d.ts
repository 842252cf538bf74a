/** Attention Lab's primitives, measures and models: every cell's `attention`. */
// biome-ignore lint/style/noRestrictedImports: types alone, for the cells.
export * from "@attention-lab/attention";
export as namespace attention;
