const STEP = 0x6000;

/** Bytes as base64 text (RFC 4648, with padding). */
export function toBase64(bytes: Uint8Array): string {
	let binary = "";
	for (let from = 0; from < bytes.length; from += STEP) {
		binary += String.fromCharCode(...bytes.subarray(from, from + STEP));
	}
	return btoa(binary);
}

/** The bytes of a base64 text. */
export function fromBase64(base64: string): Uint8Array {
	const binary = atob(base64);
	const bytes = new Uint8Array(binary.length);
	for (let i = 0; i < bytes.length; i++) bytes[i] = binary.charCodeAt(i);
	return bytes;
}
