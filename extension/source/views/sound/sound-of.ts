import { decodeBytes, type Sound } from "@attention-lab/attention/map";
import type { AttentionMap } from "../../maps/attention-map";
import { MOST_TOKENS } from "../media/focus";
import type { Slices } from "./slices";

/** The document's sound, where its map has no more tokens than can be listed. */
export function soundOf({ document, query, key }: AttentionMap): Sound | null {
	return Math.max(query.size, key.size) > MOST_TOKENS ? null : (document.sound ?? null);
}

export function slicesOf(sound: Sound, { query, key }: AttentionMap): Slices {
	const size = sound.axis === "key" ? key.size : query.size;
	return { skip: sound.skip, count: size - sound.skip, seconds: sound.seconds };
}

/**
 * The bytes of a spectrogram, row-major over [bins, frames].
 *
 * @throws AttentionMapError where they do not fill it.
 */
export function decodeSound(sound: Sound): Promise<Uint8Array> {
	return decodeBytes(sound, sound.bins * sound.frames, "sound");
}
