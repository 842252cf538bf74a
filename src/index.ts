export type { AttentionMapDocument } from "./map/index";
