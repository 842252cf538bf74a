/**
 * Attention, one function per idea.
 *
 * Letters in every docstring: B batch, H query heads, G key/value heads, L queries, S keys, D head size, E value size,
 * M model size.
 */
export { type Attended, type AttendOptions, attend } from "./attend/attend";
export { attentionPyramid, type PyramidOptions } from "./attend/attentionPyramid";
export { attentionTile, type Tile, type TileOptions } from "./attend/attentionTile";
export { attentionWeights } from "./attend/attentionWeights";
export type { AttentionOptions } from "./attend/options";
export { scaledDotProductAttention } from "./attend/scaledDotProductAttention";
export { backendReport, chooseBackend } from "./backends/index";
export { type KeysAndValues, KeyValueCache, type KeyValueCacheOptions } from "./cache/KeyValueCache";
export { allClose, type CloseOptions } from "./compare/allClose";
export { maxDifference } from "./compare/maxDifference";
export * as datasets from "./datasets/index";
export { AttentionMap, DISPLAY, type MapBundle, type PictureOptions } from "./display/AttentionMap";
export { compareMaps, type MapComparison } from "./display/compareMaps";
export {
	type AttentionMapOfOptions,
	type AttentionMapOptions,
	attentionMap,
	attentionMapOf,
} from "./display/makeMap";
export { type MapComm, mapServer } from "./display/mapServer";
export { type SaveMapOptions, saveMap } from "./display/saveMap";
export { type BlockLayout, type BlockSparseOptions, blockSparseAttention } from "./forms/blockSparseAttention";
export type { KeyLengths } from "./forms/inputs";
export { type FeatureMap, type LinearAttentionOptions, linearAttention } from "./forms/linearAttention";
export { type LinformerOptions, linformerAttention } from "./forms/linformerAttention";
export { type NystromOptions, nystromAttention } from "./forms/nystromAttention";
export { type PerformerOptions, performerAttention } from "./forms/performerAttention";
export { mergeHeads } from "./heads/mergeHeads";
export { splitHeads } from "./heads/splitHeads";
export { AdditiveAttention, type AdditiveAttentionArgs, additiveAttention } from "./layers/AdditiveAttention";
export {
	GroupedQueryAttention,
	type GroupedQueryAttentionArgs,
	groupedQueryAttention,
} from "./layers/GroupedQueryAttention";
export { MultiHeadAttention, type MultiHeadAttentionArgs, multiHeadAttention } from "./layers/MultiHeadAttention";
export { PatchEmbedding, type PatchEmbeddingArgs, patchEmbedding } from "./layers/PatchEmbedding";
export { PositionEmbedding, type PositionEmbeddingArgs, positionEmbedding } from "./layers/PositionEmbedding";
export type { OutputAndWeights } from "./layers/parts/Heads";
export {
	SinePositionEncoding,
	type SinePositionEncodingArgs,
	sinePositionEncoding,
} from "./layers/SinePositionEncoding";
export {
	TokenAndPositionEmbedding,
	type TokenAndPositionEmbeddingArgs,
	tokenAndPositionEmbedding,
} from "./layers/TokenAndPositionEmbedding";
export type { TransformerBlockArgs } from "./layers/TransformerBlock";
export {
	type Decoded,
	TransformerDecoderBlock,
	type TransformerDecoderBlockArgs,
	transformerDecoderBlock,
} from "./layers/TransformerDecoderBlock";
export { TransformerEncoderBlock, transformerEncoderBlock } from "./layers/TransformerEncoderBlock";
export { type AttentionMapDocument, checkDocument } from "./map/index";
export type { AttentionWindow } from "./masks/AttentionWindow";
export { andMasks } from "./masks/andMasks";
export { type CausalAlignment, causalMask } from "./masks/causalMask";
export { type DilatedOptions, dilatedMask } from "./masks/dilatedMask";
export { documentMask } from "./masks/documentMask";
export { type GlobalLocalOptions, globalLocalMask } from "./masks/globalLocalMask";
export { maskFrom } from "./masks/maskFrom";
export { notMask } from "./masks/notMask";
export { orMasks } from "./masks/orMasks";
export { paddingMask } from "./masks/paddingMask";
export { prefixMask } from "./masks/prefixMask";
export { type RandomBlockOptions, randomBlockMask } from "./masks/randomBlockMask";
export { slidingWindowMask } from "./masks/slidingWindowMask";
export { entmax15 } from "./normalizers/entmax15";
export { type GumbelSoftmaxOptions, gumbelSoftmax } from "./normalizers/gumbelSoftmax";
export { hardmax } from "./normalizers/hardmax";
export { maskedSoftmax } from "./normalizers/maskedSoftmax";
export type { Normalizer } from "./normalizers/Normalizer";
export { type ReinforceOptions, reinforceLoss } from "./normalizers/reinforceLoss";
export { type SampleAttentionOptions, type SampledAttention, sampleAttention } from "./normalizers/sampleAttention";
export { sparsemax } from "./normalizers/sparsemax";
export { straightThrough } from "./normalizers/straightThrough";
export { alibiBias } from "./positions/alibiBias";
export { alibiSlopes } from "./positions/alibiSlopes";
export { type DisentangledOptions, disentangledBias } from "./positions/disentangledBias";
export { relativeBias } from "./positions/relativeBias";
export { type RotaryAngles, type RotaryOptions, rotaryAngles } from "./positions/rotaryAngles";
export type { RotaryScaling } from "./positions/rotaryScaling";
export { type RotaryLayout, type RotateOptions, rotate } from "./positions/rotate";
export { type ShawOptions, shawRelativeBias } from "./positions/shawRelativeBias";
export { sinusoidalPositions } from "./positions/sinusoidalPositions";
export { type BucketOptions, t5Buckets } from "./positions/t5Buckets";
export type { Bert, EncodedText } from "./pretrained/index";
export * as pretrained from "./pretrained/index";
export { type AdditiveScoreOptions, additiveScore } from "./scores/additiveScore";
export { bilinearScore } from "./scores/bilinearScore";
export { type CosineScoreOptions, cosineScore } from "./scores/cosineScore";
export { dotScore } from "./scores/dotScore";
export { locationScore } from "./scores/locationScore";
export type { ScoreFunction } from "./scores/ScoreFunction";
export { scaledDotScore } from "./scores/scaledDotScore";
