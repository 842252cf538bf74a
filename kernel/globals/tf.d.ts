/** TensorFlow.js on the best engine of this machine: every cell's `tf`. */
// biome-ignore lint/style/noRestrictedImports: types alone, for the cells.
export * from "@tensorflow/tfjs";
export as namespace tf;
