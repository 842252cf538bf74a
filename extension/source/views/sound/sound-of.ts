import { type DecodedPreview, decodePreview, MAX_PIXELS } from "@attention-lab/attention/map";
import type { AttentionMap } from "../../maps/attention-map";
import { MOST_TOKENS, type Side } from "../media/focus";
import type { Slices } from "./slices";

/** A spectrogram whose stretches of time are tokens; see the document's `sound`. */
export interface DocumentSound {
	seconds: number;
	bins: number;
	frames: number;
	/** One byte per bin and frame, low frequency first. */
	base64: string;
	compression: "deflate-raw" | "none";
	axis: Side;
	/** Tokens of the axis before the first stretch of time. */
	skip: number;
}

const SIDES: readonly unknown[] = ["query", "key", "both"];

/** The document's sound where its tokens fit the map; what its bytes hold is another question. */
export function soundOf({ document, query, key }: AttentionMap): DocumentSound | null {
	const sound = (document as { sound?: Partial<DocumentSound> }).sound;
	if (typeof sound !== "object" || sound === null) return null;
	const { seconds, bins, frames, axis, skip } = sound;
	if (!SIDES.includes(axis) || !(Number.isFinite(seconds) && (seconds as number) > 0)) return null;
	if (![bins, frames].every((size) => Number.isInteger(size) && (size as number) >= 1)) return null;
	if ((bins as number) * (frames as number) > MAX_PIXELS) return null;
	const axes = axis === "both" ? [query, key] : [axis === "query" ? query : key];
	if (!Number.isInteger(skip) || (skip as number) < 0 || axes.some(({ size }) => size <= (skip as number))) return null;
	return Math.max(query.size, key.size) > MOST_TOKENS ? null : (sound as DocumentSound);
}

export function slicesOf(sound: DocumentSound, { query, key }: AttentionMap): Slices {
	const size = sound.axis === "key" ? key.size : query.size;
	return { skip: sound.skip, count: size - sound.skip, seconds: sound.seconds };
}

/**
 * The bytes of a spectrogram, row-major over [bins, frames].
 *
 * @throws AttentionMapError where they do not fill it.
 */
export async function decodeSound({ bins, frames, base64, compression }: DocumentSound): Promise<Uint8Array> {
	if (typeof base64 !== "string" || base64.length > 2 * bins * frames + 4096) {
		throw new Error(`sound.base64: expected ${bins * frames} bytes`);
	}
	const preview: Parameters<typeof decodePreview>[0] = {
		dtype: "uint8",
		shape: [bins, frames],
		pooling: [1, 1],
		levels: 255,
		scale: 1,
		transform: "linear",
		compression: compression === "none" ? "none" : "deflate-raw",
		base64,
	};
	const { bytes }: DecodedPreview = await decodePreview(preview).catch((error: Error) => {
		throw new Error(error.message.replace(/^preview/, "sound"));
	});
	return bytes;
}
