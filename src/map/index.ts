/** The attention-map document: types, check, codec, pictures. Imports nothing and runs in a browser as in Node. */
export { fromBase64, toBase64 } from "./base64";
export { checkDocument, MAX_PIXELS } from "./check";
export { type DecodedPreview, decodePreview, encodePreview, fullLength, type PreviewOptions } from "./codec";
export { colourAt, palette, type Rgb, signedTableFor, tableFor } from "./colour";
export {
	type AttentionMapDocument,
	type Axis,
	MIME_TYPE,
	type Preview,
	type Source,
	type Statistics,
} from "./document";
export { AttentionMapError } from "./error";
export { escapeText } from "./escape";
export { altText, toHtml } from "./html";
export { COMM_TARGET, type OpenData, type Ready, type Tile, type TileError, type TileRequest } from "./live";
export type { Picture } from "./picture";
export { encodePng } from "./png";
export { maxPool, type Pooled } from "./pool";
export { type Pair, strongestPairs } from "./strongest";
export { type Detail, toSvg } from "./svg";
export { toText } from "./text";
