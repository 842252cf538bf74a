/** Width and height of a PNG, JPEG or WebP file as the bytes themselves say, or `null` where they are no picture of that type. */
export function imageSize(bytes: Uint8Array, type: string): [number, number] | null {
	const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	try {
		if (type === "image/png") return pngSize(view);
		if (type === "image/jpeg") return jpegSize(view);
		return type === "image/webp" ? webpSize(view) : null;
	} catch {
		return null;
	}
}

function pngSize(view: DataView): [number, number] | null {
	const signed = view.getUint32(0) === 0x89504e47 && view.getUint32(4) === 0x0d0a1a0a;
	const header = view.getUint32(12) === 0x49484452;
	return signed && header ? [view.getUint32(16), view.getUint32(20)] : null;
}

/** Walks over the segments to the start of the frame (ITU-T T.81, B.1.1.3). */
function jpegSize(view: DataView): [number, number] | null {
	if (view.getUint16(0) !== 0xffd8) return null;
	for (let at = 2; view.getUint8(at) === 0xff; ) {
		const marker = view.getUint8(at + 1);
		const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
		if (isFrame) return [view.getUint16(at + 7), view.getUint16(at + 5)];
		at += marker === 0xff ? 1 : 2 + Math.max(2, view.getUint16(at + 2));
	}
	return null;
}

/** The three forms of WebP (RFC 9649): extended, lossless, lossy. */
function webpSize(view: DataView): [number, number] | null {
	if (view.getUint32(0) !== 0x52494646 || view.getUint32(8) !== 0x57454250) return null;
	const at24 = (at: number): number => view.getUint16(at, true) | (view.getUint8(at + 2) << 16);
	switch (view.getUint32(12)) {
		case 0x56503858:
			return [at24(24) + 1, at24(27) + 1];
		case 0x5650384c: {
			const bits = view.getUint32(21, true);
			return [(bits & 0x3fff) + 1, ((bits >>> 14) & 0x3fff) + 1];
		}
		case 0x56503820:
			return [view.getUint16(26, true) & 0x3fff, view.getUint16(28, true) & 0x3fff];
		default:
			return null;
	}
}
