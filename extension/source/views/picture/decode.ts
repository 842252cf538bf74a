import { fromBase64 } from "@attention-lab/attention/map";
import type { DocumentImage } from "./image";
import { imageSize } from "./image-size";

/** Characters of base64, and pixels, that a picture may have: 24 MB of file, 128 MB when decoded. */
export const LIMITS = { characters: 2 ** 25, pixels: 2 ** 25 };

/**
 * The picture's pixels. The bytes must be what the document says they are: the type by its signature, the size by its
 * header, so that a small file cannot ask for all memory. Nothing is fetched, and nothing in it can run.
 *
 * @throws Error whose message says what is wrong.
 */
export async function decodeImage(image: DocumentImage): Promise<ImageBitmap> {
	const { type, base64, width, height } = image;
	if (typeof base64 !== "string" || base64.length > LIMITS.characters) {
		throw new Error(`image.base64: expected at most ${LIMITS.characters} characters`);
	}
	if (width * height > LIMITS.pixels) {
		throw new Error(`image: expected at most ${LIMITS.pixels} pixels, got ${width} x ${height}`);
	}
	const bytes = bytesOf(base64);
	const size = imageSize(bytes, type);
	if (size === null) throw new Error(`image.base64: expected ${String(type)}, got other bytes`);
	if (size[0] !== width || size[1] !== height) {
		throw new Error(`image: expected ${width} x ${height} pixels, got ${size[0]} x ${size[1]}`);
	}
	const blob = new Blob([bytes as Uint8Array<ArrayBuffer>], { type });
	return createImageBitmap(blob, { imageOrientation: "none" }).catch(() => {
		throw new Error(`image.base64: expected ${type}, got bytes that cannot be decoded`);
	});
}

function bytesOf(base64: string): Uint8Array {
	try {
		return fromBase64(base64);
	} catch {
		throw new Error("image.base64: expected base64");
	}
}
