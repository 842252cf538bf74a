/** A tensor in words: what it is, and its first and last numbers. Knows tensors by their looks, not by their package. */

export interface TensorLike {
	dtype: string;
	shape: number[];
	size: number;
	isDisposed: boolean;
	dataSync(): ArrayLike<number | string | boolean>;
	arraySync(): unknown;
}

/** Larger tensors would be copied from the device for a handful of numbers. */
const MOST_READ = 16_000_000;
/** Rows and columns shown at either end. */
const EDGE = 4;

export function isTensor(value: unknown): value is TensorLike {
	const { dtype, shape, dataSync, arraySync } = (value ?? {}) as Partial<TensorLike>;
	return (
		typeof dtype === "string" &&
		Array.isArray(shape) &&
		typeof dataSync === "function" &&
		typeof arraySync === "function"
	);
}

/** `Tensor float32 [2,3]`. */
export function tensorTitle({ dtype, shape, isDisposed }: TensorLike): string {
	return `Tensor ${dtype} [${shape.join(",")}]${isDisposed ? " (disposed)" : ""}`;
}

/**
 * ```
 * Tensor float32 [2,3]
 * [[1, 2, 3],
 *  [4, 5, 6]]
 * ```
 */
export function tensorText(tensor: TensorLike): string {
	const title = tensorTitle(tensor);
	if (tensor.isDisposed || tensor.dtype === "complex64" || tensor.size > MOST_READ) {
		return title;
	}
	const data = tensor.dataSync();
	const format = formatter(shown(tensor.shape, data), tensor.dtype);
	return `${title}\n${grid(tensor.shape, 0, 0, data, format)}`;
}

/** Places along an axis that are shown; a gap stands for the rest. */
function places(size: number): (number | "gap")[] {
	const all = Array.from({ length: size }, (_, index) => index);
	return size <= 2 * EDGE + 1 ? all : [...all.slice(0, EDGE), "gap", ...all.slice(-EDGE)];
}

function grid(
	shape: readonly number[],
	axis: number,
	from: number,
	data: ArrayLike<unknown>,
	format: (value: unknown) => string,
): string {
	if (axis === shape.length) {
		return format(data[from]);
	}
	const step = shape.slice(axis + 1).reduce((product, size) => product * size, 1);
	const parts = places(shape[axis]).map((place) =>
		place === "gap" ? "…" : grid(shape, axis + 1, from + place * step, data, format),
	);
	const between = axis === shape.length - 1 ? ", " : `,${"\n".repeat(shape.length - 1 - axis)}${" ".repeat(axis + 1)}`;
	return `[${parts.join(between)}]`;
}

function shown(shape: readonly number[], data: ArrayLike<unknown>): unknown[] {
	let offsets = [0];
	for (const [axis, size] of shape.entries()) {
		const step = shape.slice(axis + 1).reduce((product, next) => product * next, 1);
		const kept = places(size).filter((place): place is number => place !== "gap");
		offsets = offsets.flatMap((offset) => kept.map((place) => offset + place * step));
	}
	return offsets.map((offset) => data[offset]);
}

/** One width for all numbers, so that columns align. */
function formatter(values: readonly unknown[], dtype: string): (value: unknown) => string {
	const text = (value: unknown): string => {
		if (dtype === "string") {
			return JSON.stringify(value);
		}
		if (dtype === "bool") {
			return String(Boolean(value));
		}
		const number = Number(value);
		return Number.isInteger(number) ? String(number) : String(Number(number.toPrecision(5)));
	};
	const width = Math.max(0, ...values.map((value) => text(value).length));
	return (value) => text(value).padStart(width);
}
