import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { basename } from "node:path";

const MOST_HEADER = 100_000_000;

type Reader = (bytes: Uint8Array) => Float32Array;

/** The element types that are read, each as float32. */
const READERS: Record<string, { size: number; read: Reader }> = {
	F32: { size: 4, read: (bytes) => new Float32Array(bytes.buffer) },
	F16: { size: 2, read: (bytes) => Float32Array.from(new Uint16Array(bytes.buffer), halfToFloat) },
	BF16: { size: 2, read: readBfloat16 },
};

function halfToFloat(half: number): number {
	const sign = half & 0x8000 ? -1 : 1;
	const exponent = (half >> 10) & 31;
	const fraction = half & 1023;
	if (exponent === 0) return sign * fraction * 2 ** -24;
	if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
	return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** A bfloat16 is the upper half of a float32. */
function readBfloat16(bytes: Uint8Array): Float32Array {
	const halves = new Uint16Array(bytes.buffer);
	const words = Uint32Array.from(halves, (half) => half << 16);
	return new Float32Array(words.buffer);
}

interface Entry {
	dtype: string;
	shape: number[];
	data_offsets: [number, number];
}

export interface StoredTensor {
	shape: number[];
	values: Float32Array;
}

/** An open file of tensors. Only what is asked for is read. */
export interface Safetensors {
	readonly names: string[];
	/** The element type as the file names it: F32, F16, BF16 … */
	dtype(name: string): string;
	read(name: string): StoredTensor;
	close(): void;
}

function checkEntry(file: string, name: string, entry: Entry): Entry {
	const { dtype, shape, data_offsets: offsets } = entry ?? {};
	const whole = (list: unknown) => Array.isArray(list) && list.every((n) => Number.isSafeInteger(n) && n >= 0);
	if (
		typeof dtype !== "string" ||
		!whole(shape) ||
		!whole(offsets) ||
		offsets.length !== 2 ||
		offsets[1] < offsets[0]
	) {
		throw new Error(
			`${file}: header[${JSON.stringify(name)}]: expected dtype, shape and data_offsets, got ${JSON.stringify(entry)}`,
		);
	}
	const size = READERS[dtype]?.size;
	const wanted = shape.reduce((product, n) => product * n, size ?? 0);
	if (size !== undefined && wanted !== offsets[1] - offsets[0]) {
		throw new Error(
			`${file}: header[${JSON.stringify(name)}]: expected ${wanted} bytes, got ${offsets[1] - offsets[0]}`,
		);
	}
	return entry;
}

function readHeader(file: string, handle: number, size: number): { entries: Map<string, Entry>; start: number } {
	const bytesAt = (at: number, count: number): Buffer => {
		const bytes = Buffer.alloc(count);
		readSync(handle, bytes, 0, count, at);
		return bytes;
	};
	if (size < 8) throw new Error(`${file}: expected at least 8 bytes, got ${size}`);
	const length = Number(bytesAt(0, 8).readBigUInt64LE());
	if (length > MOST_HEADER)
		throw new Error(`${file}: expected a header of at most ${MOST_HEADER} bytes, got ${length}`);
	if (size < 8 + length) throw new Error(`${file}: expected ${8 + length} bytes or more, got ${size}`);
	let header: Record<string, Entry>;
	try {
		header = JSON.parse(bytesAt(8, length).toString("utf8"));
	} catch (error) {
		throw new Error(`${file}: expected a JSON header, got ${(error as Error).message}`);
	}
	const entries = new Map<string, Entry>();
	for (const [name, entry] of Object.entries(header)) {
		if (name !== "__metadata__") entries.set(name, checkEntry(file, name, entry));
	}
	const end = [...entries.values()].reduce((most, { data_offsets: [, to] }) => Math.max(most, to), 0);
	if (size !== 8 + length + end) throw new Error(`${file}: expected ${8 + length + end} bytes, got ${size}`);
	return { entries, start: 8 + length };
}

/**
 * Opens a safetensors file; header and length are checked before anything is read.
 *
 * @throws `model.safetensors: expected N bytes, got M` where the file was cut off.
 */
export function openSafetensors(path: string): Safetensors {
	const file = basename(path);
	const handle = openSync(path, "r");
	try {
		const { entries, start } = readHeader(file, handle, fstatSync(handle).size);
		const find = (name: string): Entry => {
			const entry = entries.get(name);
			if (entry === undefined)
				throw new Error(`${file}: expected a tensor ${JSON.stringify(name)}, got ${entries.size} others`);
			return entry;
		};
		return {
			names: [...entries.keys()],
			dtype: (name) => find(name).dtype,
			read(name) {
				const { dtype, shape, data_offsets: offsets } = find(name);
				const reader = READERS[dtype];
				if (reader === undefined) {
					throw new Error(`${file}: ${name}: expected ${Object.keys(READERS).join(", ")}, got ${dtype}`);
				}
				const bytes = new Uint8Array(offsets[1] - offsets[0]);
				readSync(handle, bytes, 0, bytes.length, start + offsets[0]);
				return { shape, values: reader.read(bytes) };
			},
			close: () => closeSync(handle),
		};
	} catch (error) {
		closeSync(handle);
		throw error;
	}
}
