import type { Steps } from "@attention-lab/attention/map";
import type { Reply } from "../../live/live-map";
import type { AttentionRow } from "./attention-row";

/**
 * The kernel's answer as a row.
 *
 * @param size - S, how many keys the row has.
 * @throws Where a buffer has another length than its shape says.
 */
export function rowOfReply({ reply, buffers }: Reply, size: number): AttentionRow {
	const { depth, valueDepth, scale, keys, softcap, keyHead, keyHeads } = checked(reply, size);
	const wanted = [depth, keys.length * depth, keys.length * valueDepth, size, size, size, valueDepth];
	const [query, k, v, scores, logits, weights, output] = wanted.map((count, i) => floats(buffers[i], count));
	const place = new Map(keys.map((key, at) => [key, at]));
	const slice = (numbers: Float32Array, width: number) => (key: number) => {
		const at = place.get(key);
		return at === undefined ? [] : numbers.subarray(at * width, (at + 1) * width);
	};
	return {
		from: "kernel",
		scale,
		softcap,
		keyHead,
		keyHeads,
		query,
		key: slice(k, depth),
		value: slice(v, valueDepth),
		scores,
		logits,
		weights,
		output,
	};
}

type Answer = Pick<Steps, "depth" | "valueDepth" | "scale" | "keys" | "softcap" | "keyHead" | "keyHeads">;

function checked(reply: Record<string, unknown>, size: number): Answer {
	const { depth, valueDepth, scale, keys, softcap, keyHead, keyHeads } = reply as Partial<
		Record<keyof Answer, unknown>
	>;
	const isCount = (value: unknown): value is number => Number.isInteger(value) && Number(value) >= 0;
	const isKey = (key: unknown): key is number => isCount(key) && key < size;
	if (!isCount(depth) || !isCount(valueDepth) || !Number.isFinite(scale)) throw wrong("sizes and scale", reply);
	if (!Array.isArray(keys) || !keys.every(isKey)) throw wrong(`keys below ${size}`, reply);
	const cap = typeof softcap === "number" && softcap > 0 ? { softcap } : {};
	return {
		depth,
		valueDepth,
		scale: scale as number,
		keys,
		keyHead: Number(keyHead),
		keyHeads: Number(keyHeads),
		...cap,
	};
}

function wrong(what: string, reply: unknown): Error {
	return new Error(`steps: expected ${what}, got ${JSON.stringify(reply).slice(0, 200)}`);
}

function floats(buffer: ArrayBufferView | undefined, count: number): Float32Array {
	const bytes = buffer?.byteLength ?? 0;
	if (bytes !== count * 4) throw new Error(`steps: expected ${count * 4} bytes, got ${bytes}`);
	if (buffer === undefined) return new Float32Array(0);
	return new Float32Array(buffer.buffer.slice(buffer.byteOffset, buffer.byteOffset + bytes) as ArrayBuffer);
}
