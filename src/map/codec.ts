import { fromBase64, toBase64 } from "./base64";
import { deflate, inflate } from "./deflate";
import type { Preview } from "./document";
import { AttentionMapError } from "./error";
import { MAX_PIXELS } from "./fields";
import { maxPool, type Pooled } from "./pool";

export interface PreviewOptions {
	/** The most characters that the base64 text may take. Levels go down to 7 first, then pixels grow. */
	maxBytes?: number;
	transform?: Preview["transform"];
	compression?: Preview["compression"];
	/** Where the weights are pixels already: how many cells each covers along a side, and the cells that there are, [L, S]. */
	pixels?: { side: number; sizes: readonly [number, number] };
}

/** A preview as numbers. */
export interface DecodedPreview {
	shape: number[];
	pooling: [number, number];
	/** The weights that the bytes stand for, row-major over `shape`. */
	values: Float32Array;
	/** The bytes themselves, 0 to `levels`. */
	bytes: Uint8Array;
	levels: number;
	/** The weight that `levels` stands for. */
	scale: number;
}

/** From the finest to the coarsest that a preview may come down to before its pixels grow. */
const LEVELS = [255, 127, 63, 47, 31, 23, 19, 15, 11, 9, 7];
/** Deflate does not shrink attention weights by more than this, so larger pictures need not be tried. */
const BEST_RATIO = 64;

function largest(values: ArrayLike<number>): number {
	let max = 0;
	for (let i = 0; i < values.length; i++) {
		if (!(values[i] >= 0 && values[i] < Number.POSITIVE_INFINITY)) {
			throw new AttentionMapError(`encodePreview: weights must be finite and at least 0, got ${values[i]} at ${i}`);
		}
		if (values[i] > max) max = values[i];
	}
	return max;
}

function quantise(values: Float32Array, scale: number, levels: number, transform: Preview["transform"]): Uint8Array {
	const bytes = new Uint8Array(values.length);
	if (scale === 0) return bytes;
	for (let i = 0; i < bytes.length; i++) {
		const share = Math.min(1, values[i] / scale);
		bytes[i] = Math.round(levels * (transform === "sqrt" ? Math.sqrt(share) : share));
	}
	return bytes;
}

/**
 * Weights as a bounded picture: `byte = round(levels · sqrt(w / max w))`, pooled by maximum where the bound asks for it.
 *
 * @param weights - Row-major over `shape`, finite, at least 0.
 * @param shape - Leading axes, then L, then S.
 * @returns The finest preview within `maxBytes`: 255 levels if they fit, else fewer down to 7, else larger pixels.
 */
export async function encodePreview(
	weights: Float32Array,
	shape: readonly number[],
	options: PreviewOptions = {},
): Promise<Preview> {
	const { maxBytes = Number.POSITIVE_INFINITY, transform = "sqrt", compression = "deflate-raw" } = options;
	const { side: base, sizes } = options.pixels ?? { side: 1, sizes: shape.slice(-2) };
	const cells = shape.reduce((product, size) => product * size, 1);
	if (shape.length < 2 || cells !== weights.length || cells === 0) {
		throw new AttentionMapError(`encodePreview: weights must fill the shape, got ${weights.length} for [${shape}]`);
	}
	const scale = largest(weights);
	let pooled: Pooled = { values: weights, shape: [...shape] };
	for (let side = 1; ; side *= 2) {
		const pooling: [number, number] = [Math.min(base * side, sizes[0]), Math.min(base * side, sizes[1])];
		const coarsest = side >= Math.max(...shape.slice(-2));
		// Blocks nest, so each step starts from the one before.
		if (side > 1) pooled = maxPool(pooled.values, pooled.shape, [2, 2]);
		const pixels = pooled.values.length;
		if (!coarsest && (pixels > MAX_PIXELS || pixels > BEST_RATIO * maxBytes)) continue;
		const { values, shape: pooledShape } = pooled;
		const encode = async (levels: number): Promise<Preview> => {
			const bytes = quantise(values, scale, levels, transform);
			const base64 = toBase64(compression === "none" ? bytes : await deflate(bytes, compression));
			return { dtype: "uint8", shape: pooledShape, pooling, levels, scale, transform, compression, base64 };
		};
		const smallest = await encode(LEVELS.at(-1)!);
		if (smallest.base64.length > maxBytes && !coarsest) continue;
		for (const levels of LEVELS.slice(0, -1)) {
			const preview = await encode(levels);
			if (preview.base64.length <= maxBytes) return preview;
		}
		return smallest;
	}
}

/** Characters that a preview of every cell takes at so many levels; infinity where it is far more than `most`. */
export async function fullLength(weights: Float32Array, levels: number, most: number): Promise<number> {
	if (weights.length > BEST_RATIO * most) return Number.POSITIVE_INFINITY;
	const bytes = quantise(weights, largest(weights), levels, "sqrt");
	return toBase64(await deflate(bytes, "deflate-raw")).length;
}

/**
 * Bytes that were checked to be so many once they are inflated.
 *
 * @param path - Where they stand in the document, for the error.
 * @throws AttentionMapError where they are more or fewer.
 */
export async function decodeBytes(
	{ base64, compression }: { base64: string; compression: Preview["compression"] },
	count: number,
	path: string,
): Promise<Uint8Array> {
	const stored = fromBase64(base64);
	const bytes =
		compression === "none"
			? stored
			: await inflate(stored, compression, count).catch((error: Error) => {
					throw new AttentionMapError(`${path}.base64: expected ${count} deflated bytes, got ${error.message}`);
				});
	if (bytes.length !== count)
		throw new AttentionMapError(`${path}.base64: expected ${count} bytes, got ${bytes.length}`);
	return bytes;
}

/**
 * The numbers of a preview that `checkDocument` has let through: `w = scale · (byte / levels)²` under `sqrt`.
 *
 * @returns Values and bytes, row-major over the preview's shape; at most `levels` per byte.
 * @throws AttentionMapError where the bytes do not fill the shape.
 */
export async function decodePreview(preview: Preview): Promise<DecodedPreview> {
	const { shape, pooling, levels, scale, transform } = preview;
	const pixels = shape.reduce((product, size) => product * size, 1);
	const bytes = await decodeBytes(preview, pixels, "preview");
	const table = Float32Array.from({ length: 256 }, (_, byte) => {
		const share = byte / levels;
		return scale * (transform === "sqrt" ? share * share : share);
	});
	const values = new Float32Array(pixels);
	for (let i = 0; i < pixels; i++) {
		if (bytes[i] > levels) {
			throw new AttentionMapError(`preview.base64: expected bytes of at most ${levels}, got ${bytes[i]} at ${i}`);
		}
		values[i] = table[bytes[i]];
	}
	return { shape: [...shape], pooling: [...pooling], values, bytes, levels, scale };
}
