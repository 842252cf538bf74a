import { fromBase64, type Image, imageSize } from "@attention-lab/attention/map";

/** Pixels that a picture may have: 128 MB when decoded. */
export const MOST_PIXELS = 2 ** 25;

/**
 * The picture's pixels. The bytes must be what the document says they are: the type by its signature, the size by its
 * header, so that a small file cannot ask for all memory. Nothing is fetched, and nothing in it can run.
 *
 * @throws Error whose message says what is wrong.
 */
export async function decodeImage(image: Image): Promise<ImageBitmap> {
	const { type, base64, width, height } = image;
	if (width * height > MOST_PIXELS) {
		throw new Error(`image: expected at most ${MOST_PIXELS} pixels, got ${width} x ${height}`);
	}
	const bytes = fromBase64(base64);
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
