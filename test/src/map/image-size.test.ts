import { imageSize } from "@attention-lab/attention/map";
import { catPng } from "../../page/media";

const webp = (chunk: string, rest: number[]): Uint8Array =>
	Uint8Array.from([...Buffer.from(`RIFF\0\0\0\0WEBP${chunk}\0\0\0\0`), ...rest]);
const jpeg = [
	0xff, 0xd8, 0xff, 0xe0, 0, 4, 1, 1, 0xff, 0xc4, 0, 3, 9, 0xff, 0xc2, 0, 11, 8, 0, 17, 1, 3, 1, 1, 0x11, 0,
];

describe("the size that the bytes say", () => {
	test("of PNG, JPEG and the three forms of WebP", async () => {
		expect(imageSize(await catPng(53, 31), "image/png")).toEqual([53, 31]);
		expect(imageSize(Uint8Array.from(jpeg), "image/jpeg")).toEqual([259, 17]);
		expect(imageSize(webp("VP8X", [0, 0, 0, 0, 4, 1, 0, 6, 0, 0]), "image/webp")).toEqual([261, 7]);
		const bits = (53 - 1) | ((31 - 1) << 14);
		expect(
			imageSize(webp("VP8L", [0x2f, bits & 255, (bits >> 8) & 255, (bits >> 16) & 255, bits >>> 24]), "image/webp"),
		).toEqual([53, 31]);
		expect(imageSize(webp("VP8 ", [0, 0, 0, 0x9d, 1, 0x2a, 53, 0, 31, 0]), "image/webp")).toEqual([53, 31]);
	});

	test.each([
		["image/png", jpeg],
		["image/jpeg", [0xff, 0xd8]],
		["image/jpeg", [0xff, 0xd8, 0xff, 0xe0, 0, 0]],
		["image/webp", jpeg],
		["image/png", []],
		["image/svg+xml", [...Buffer.from("<svg/>")]],
		["image/png", [...Buffer.from("<svg xmlns='http://www.w3.org/2000/svg'/>")]],
	])("is none where they are no %s", (type, bytes) => {
		expect(imageSize(Uint8Array.from(bytes), type)).toBeNull();
	});

	test("of a real file's every beginning is that size or none", async () => {
		const bytes = await catPng(13, 11);
		for (let length = 0; length < 40; length++)
			expect([null, [13, 11]]).toContainEqual(imageSize(bytes.subarray(0, length), "image/png"));
	});
});
