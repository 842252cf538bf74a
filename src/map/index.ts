/**
 * The attention-map document: types, check, codec, pictures. Imports nothing and runs in a browser as in Node. Files for outside
 * of a notebook are `map/files`, so that who only draws need not carry them.
 */
export { fromBase64, toBase64 } from "./base64";
export { checkDocument } from "./check";
export {
	type DecodedPreview,
	decodeBytes,
	decodePreview,
	encodePreview,
	fullLength,
	type PreviewOptions,
} from "./codec";
export { colourAt, palette, type Rgb, signedTableFor, tableFor } from "./colour";
export {
	type AttentionMapDocument,
	type Axis,
	type Computed,
	type Image,
	MIME_TYPE,
	type Preview,
	type Sound,
	type Source,
	STATISTICS,
	type Statistics,
	type Vectors,
} from "./document";
export { AttentionMapError } from "./error";
export { escapeText } from "./escape";
export { MAX_PIXELS } from "./fields";
export { altText, toHtml } from "./html";
export { imageSize } from "./image-size";
export {
	type Cancel,
	COMM_TARGET,
	type Offer,
	type OpenData,
	type Quantity,
	type Ready,
	type Steps,
	type StepsRequest,
	type Tile,
	type TileError,
	type TileRequest,
} from "./live";
export type { Picture } from "./picture";
export { encodePng } from "./png";
export { maxPool, type Pooled } from "./pool";
export { type Pair, strongestPairs } from "./strongest";
export { type Detail, toSvg } from "./svg";
export { toText } from "./text";
