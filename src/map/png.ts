import type { Rgb } from "./colour";
import { deflate } from "./deflate";

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

const CRC = Uint32Array.from({ length: 256 }, (_, byte) => {
	let crc = byte;
	for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? 0xedb88320 ^ (crc >>> 1) : crc >>> 1;
	return crc;
});

function chunk(type: string, data: Uint8Array): Uint8Array {
	const bytes = new Uint8Array(data.length + 12);
	const view = new DataView(bytes.buffer);
	view.setUint32(0, data.length);
	for (let i = 0; i < 4; i++) bytes[4 + i] = type.charCodeAt(i);
	bytes.set(data, 8);
	let crc = 0xffffffff;
	for (let i = 4; i < data.length + 8; i++) crc = CRC[(crc ^ bytes[i]) & 255] ^ (crc >>> 8);
	view.setUint32(data.length + 8, (crc ^ 0xffffffff) >>> 0);
	return bytes;
}

/** Rows of pixels with the filter byte 0 in front, two pixels per byte where 16 colours are enough. */
function scanlines(pixels: Uint8Array, width: number, height: number, depth: 4 | 8): Uint8Array {
	const stride = 1 + Math.ceil((width * depth) / 8);
	const rows = new Uint8Array(stride * height);
	for (let y = 0; y < height; y++) {
		for (let x = 0; x < width; x++) {
			const value = pixels[y * width + x];
			if (depth === 8) rows[y * stride + 1 + x] = value;
			else rows[y * stride + 1 + (x >> 1)] |= x & 1 ? value : value << 4;
		}
	}
	return rows;
}

/**
 * Pixels that point into a list of at most 256 colours, as a PNG file (ISO 15948, colour type 3).
 *
 * @param pixels - One index per pixel, row-major.
 */
export async function encodePng(
	pixels: Uint8Array,
	width: number,
	height: number,
	colours: readonly Rgb[],
): Promise<Uint8Array> {
	const depth = colours.length <= 16 ? 4 : 8;
	const data = await deflate(scanlines(pixels, width, height, depth), "deflate");
	return fileOf(header(width, height, depth, 3), [chunk("PLTE", Uint8Array.from(colours.flat())), chunk("IDAT", data)]);
}

/**
 * Pixels of any colours as a PNG file (colour type 2), each row told by its difference from the pixel before.
 *
 * @param rgb - Red, green, blue of each pixel, row-major.
 */
export async function encodeTrueColour(rgb: Uint8Array, width: number, height: number): Promise<Uint8Array> {
	const stride = 1 + 3 * width;
	const rows = new Uint8Array(stride * height);
	for (let y = 0; y < height; y++) {
		rows[y * stride] = 1;
		for (let x = 0; x < 3 * width; x++) {
			const at = y * 3 * width + x;
			rows[y * stride + 1 + x] = rgb[at] - (x < 3 ? 0 : rgb[at - 3]);
		}
	}
	return fileOf(header(width, height, 8, 2), [chunk("IDAT", await deflate(rows, "deflate"))]);
}

function header(width: number, height: number, depth: number, type: number): Uint8Array {
	const bytes = new Uint8Array(13);
	new DataView(bytes.buffer).setUint32(0, width);
	new DataView(bytes.buffer).setUint32(4, height);
	bytes.set([depth, type, 0, 0, 0], 8);
	return chunk("IHDR", bytes);
}

function fileOf(first: Uint8Array, rest: Uint8Array[]): Uint8Array {
	const parts = [Uint8Array.from(SIGNATURE), first, ...rest, chunk("IEND", new Uint8Array(0))];
	const file = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
	let at = 0;
	for (const part of parts) {
		file.set(part, at);
		at += part.length;
	}
	return file;
}
