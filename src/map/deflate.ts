import { AttentionMapError } from "./error";

/** RFC 1951 as it is, or within the zlib envelope (RFC 1950) that PNG wants. */
export type DeflateFormat = "deflate-raw" | "deflate";

async function drain(stream: GenericTransformStream, input: Uint8Array, limit: number): Promise<Uint8Array> {
	const writer = (stream.writable as WritableStream<Uint8Array>).getWriter();
	const written = writer.write(input).then(() => writer.close());
	written.catch(() => undefined);
	const reader = (stream.readable as ReadableStream<Uint8Array>).getReader();
	const parts: Uint8Array[] = [];
	let length = 0;
	for (let next = await reader.read(); !next.done; next = await reader.read()) {
		parts.push(next.value);
		length += next.value.length;
		if (length > limit) {
			await reader.cancel().catch(() => undefined);
			throw new AttentionMapError(`inflate: expected at most ${limit} bytes, got more`);
		}
	}
	await written;
	const bytes = new Uint8Array(length);
	let at = 0;
	for (const part of parts) {
		bytes.set(part, at);
		at += part.length;
	}
	return bytes;
}

/** The bytes, deflated by the engine's own CompressionStream. */
export function deflate(bytes: Uint8Array, format: DeflateFormat): Promise<Uint8Array> {
	return drain(new CompressionStream(format), bytes, Number.POSITIVE_INFINITY);
}

/** The inflated bytes, at most `limit` of them: a small input cannot ask for all memory. */
export function inflate(bytes: Uint8Array, format: DeflateFormat, limit: number): Promise<Uint8Array> {
	return drain(new DecompressionStream(format), bytes, limit);
}
