/** Models from a folder. */
export { Bert, type EncodedText } from "./Bert";
export { available, path } from "./findModel";
export { load } from "./load";
export { openSafetensors, type Safetensors, type StoredTensor } from "./safetensors";
