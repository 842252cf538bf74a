/** Bytes that are a picture, known by how they begin, in hexadecimal digits. */
const BEGINNINGS: readonly (readonly [type: string, begins: RegExp])[] = [
	["image/png", /^89504e470d0a1a0a/],
	["image/jpeg", /^ffd8ff/],
	["image/gif", /^474946383[79]61/],
	["image/webp", /^52494646.{8}57454250/],
];

/** The MIME type; undefined for what is no picture. */
export function pictureType(value: unknown): string | undefined {
	if (!(value instanceof Uint8Array)) {
		return undefined;
	}
	const start = Buffer.from(value.subarray(0, 12)).toString("hex");
	return BEGINNINGS.find(([, begins]) => begins.test(start))?.[0];
}
