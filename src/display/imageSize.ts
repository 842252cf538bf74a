import type { Image } from "../map/index";

/** What the first bytes of a picture's file say about it. */
export interface ImageSize {
	type: Image["type"];
	width: number;
	height: number;
}

/** Type and size of a PNG, JPEG or WebP file in pixels; undefined where the bytes are none of them. */
export function imageSize(bytes: Uint8Array): ImageSize | undefined {
	const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	const tag = (at: number) => String.fromCharCode(...bytes.subarray(at, at + 4));
	if (bytes.length >= 24 && tag(0) === "\x89PNG" && tag(12) === "IHDR") {
		return { type: "image/png", width: view.getUint32(16), height: view.getUint32(20) };
	}
	if (bytes.length >= 30 && tag(0) === "RIFF" && tag(8) === "WEBP") return webpSize(view, tag(12));
	return bytes.length >= 4 && view.getUint16(0) === 0xffd8 ? jpegSize(view) : undefined;
}

/** RFC 9649: lossy, lossless and extended files keep their size in different places. */
function webpSize(view: DataView, chunk: string): ImageSize | undefined {
	const type = "image/webp";
	if (chunk === "VP8 ") {
		return { type, width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff };
	}
	if (chunk === "VP8L") {
		const bits = view.getUint32(21, true);
		return { type, width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
	}
	if (chunk !== "VP8X") return undefined;
	const three = (at: number) => view.getUint16(at, true) + (view.getUint8(at + 2) << 16) + 1;
	return { type, width: three(24), height: three(27) };
}

/** From segment to segment until the frame's own (ITU-T T.81, B.1.1.3), which has the size. */
function jpegSize(view: DataView): ImageSize | undefined {
	for (let at = 2; at + 9 <= view.byteLength; at += 2 + view.getUint16(at + 2)) {
		if (view.getUint8(at) !== 0xff) return undefined;
		const marker = view.getUint8(at + 1);
		const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
		if (isFrame) return { type: "image/jpeg", width: view.getUint16(at + 7), height: view.getUint16(at + 5) };
	}
	return undefined;
}
