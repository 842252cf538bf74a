/** TensorFlow.js on the best engine of this machine: every cell's `tf`. */
export * from "@tensorflow/tfjs";
export as namespace tf;
