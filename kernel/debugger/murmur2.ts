/**
 * Hash by which front ends name the source of a cell: MurmurHash2, 32 bits, over UTF-8.
 *
 * Source: A. Appleby, MurmurHash2 (public domain); Jupyter's debugger protocol names it `Murmur2`.
 */

const FACTOR = 0x5bd1e995;
const WORD = 4;

export function murmur2(text: string, seed: number): number {
	const bytes = Buffer.from(text, "utf8");
	const tail = bytes.length - (bytes.length % WORD);
	let hash = seed ^ bytes.length;
	for (let at = 0; at < tail; at += WORD) {
		let word = Math.imul(bytes.readUInt32LE(at), FACTOR);
		word ^= word >>> 24;
		hash = Math.imul(hash, FACTOR) ^ Math.imul(word, FACTOR);
	}
	if (tail < bytes.length) {
		hash = Math.imul(hash ^ bytes.readUIntLE(tail, bytes.length - tail), FACTOR);
	}
	hash = Math.imul(hash ^ (hash >>> 13), FACTOR);
	return (hash ^ (hash >>> 15)) >>> 0;
}
