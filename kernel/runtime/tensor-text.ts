/** A tensor in words: what it is, and its first and last numbers. Knows tensors by their looks, not by their package. */

export interface TensorLike {
	dtype: string;
	shape: number[];
	size: number;
	isDisposed: boolean;
	/** Of a variable. */
	name?: string;
	trainable?: boolean;
	dataSync(): ArrayLike<number | string | boolean>;
	arraySync(): unknown;
}

/** Larger tensors would be copied from the device for a handful of numbers. */
const MOST_READ = 16_000_000;
/** Longer strings end in `…`. */
const LONGEST = 80;
/** Digits that a float32 has. */
const DIGITS = 7;
/** Places shown at either end of an axis, for tensors of rank 0, 1, 2, 3, and more. */
const EDGES = [1, 10, 5, 3, 1];

/** Whether its numbers can be had for the asking. */
export function isReadable({ isDisposed, size }: TensorLike): boolean {
	return !isDisposed && size <= MOST_READ;
}

/** Its values by their places; a complex one is a pair. */
export function valuesOf(tensor: TensorLike): (place: number) => unknown {
	const data = tensor.dataSync();
	return tensor.dtype === "complex64" ? (place) => [data[2 * place], data[2 * place + 1]] : (place) => data[place];
}

export function isTensor(value: unknown): value is TensorLike {
	const { dtype, shape, dataSync, arraySync } = (value ?? {}) as Partial<TensorLike>;
	return (
		typeof dtype === "string" &&
		Array.isArray(shape) &&
		typeof dataSync === "function" &&
		typeof arraySync === "function"
	);
}

/** `Tensor float32 [2,3]`, `Variable "w" float32 [2,3] (not trainable)`. */
export function tensorTitle({ dtype, shape, isDisposed, name, trainable }: TensorLike): string {
	const kind = trainable === undefined ? "Tensor" : `Variable ${JSON.stringify(name)}`;
	const notes = [...(trainable === false ? ["not trainable"] : []), ...(isDisposed ? ["disposed"] : [])];
	return `${kind} ${dtype} [${shape.join(",")}]${notes.length > 0 ? ` (${notes.join(", ")})` : ""}`;
}

/**
 * ```
 * Tensor float32 [2,3] · min 1, max 6, mean 3.5
 * [[1, 2, 3],
 *  [4, 5, 6]]
 * ```
 * @param isSummed - Whether the title says the range.
 */
export function tensorText(tensor: TensorLike, isSummed = false): string {
	const title = tensorTitle(tensor);
	if (!isReadable(tensor)) {
		return title;
	}
	const { shape, dtype } = tensor;
	const value = valuesOf(tensor);
	const format = shape.length === 0 ? alone(dtype) : formatter(shownPlaces(shape).map(value), dtype);
	const range = isSummed ? summary(tensor, value) : "";
	return `${title}${range && ` · ${range}`}\n${grid(shape, 0, 0, (place) => format(value(place)))}`;
}

/** In one line, as a part of something else: a small one with its numbers. */
export function tensorLine(tensor: TensorLike): string {
	return tensor.size > 10
		? tensorTitle(tensor)
		: tensorText(tensor)
				.replace("\n", " ")
				.replace(/,\n\s*/g, ", ");
}

/** `min 1, max 6, mean 3.5, 2 NaN, 1 Infinity`; the range is that of the finite numbers. Empty where one number is all. */
export function summary({ dtype, size }: TensorLike, read: (place: number) => unknown): string {
	if (size < 2 || dtype === "string" || dtype === "complex64") {
		return "";
	}
	let [min, max, sum, finite, nans] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, 0, 0];
	for (let at = 0; at < size; at++) {
		const value = Number(read(at));
		if (Number.isFinite(value)) {
			min = Math.min(min, value);
			max = Math.max(max, value);
			sum += value;
			finite += 1;
		} else if (Number.isNaN(value)) {
			nans += 1;
		}
	}
	if (dtype === "bool") {
		return `${sum} of ${size} true`;
	}
	const short = (value: number) => String(Number(value.toPrecision(5)));
	const infinite = size - finite - nans;
	return [
		...(finite > 0 ? [`min ${short(min)}`, `max ${short(max)}`, `mean ${short(sum / finite)}`] : []),
		...(nans > 0 ? [`${nans} NaN`] : []),
		...(infinite > 0 ? [`${infinite} Infinity`] : []),
	].join(", ");
}

/** Places along an axis that are shown, `edge` at either end; a gap stands for the rest of more than `most`. */
export function places(size: number, edge: number, most = 2 * edge + 1): (number | "gap")[] {
	const range = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => from + index);
	return size <= most ? range(0, size) : [...range(0, edge), "gap", ...range(size - edge, size)];
}

function edges(shape: readonly number[]): number {
	return EDGES[Math.min(shape.length, EDGES.length - 1)];
}

function grid(shape: readonly number[], axis: number, from: number, text: (place: number) => string): string {
	if (axis === shape.length) {
		return text(from);
	}
	const step = shape.slice(axis + 1).reduce((product, size) => product * size, 1);
	const parts = places(shape[axis], edges(shape)).map((place) =>
		place === "gap" ? "…" : grid(shape, axis + 1, from + place * step, text),
	);
	const between = axis === shape.length - 1 ? ", " : `,${"\n".repeat(shape.length - 1 - axis)}${" ".repeat(axis + 1)}`;
	return `[${parts.join(between)}]`;
}

function shownPlaces(shape: readonly number[]): number[] {
	let offsets = [0];
	for (const [axis, size] of shape.entries()) {
		const step = shape.slice(axis + 1).reduce((product, next) => product * next, 1);
		const kept = places(size, edges(shape)).filter((place): place is number => place !== "gap");
		offsets = offsets.flatMap((offset) => kept.map((place) => offset + place * step));
	}
	return offsets;
}

/** Of a number that stands alone all digits are shown. */
function alone(dtype: string): (value: unknown) => string {
	return dtype === "float32" ? (value) => String(Number(Number(value).toPrecision(DIGITS))) : formatter([], dtype);
}

/** One width for all numbers, so that columns align. */
export function formatter(values: readonly unknown[], dtype: string): (value: unknown) => string {
	if (dtype === "string") {
		return (value) => JSON.stringify(cut(String(value)));
	}
	const number = dtype === "bool" ? (value: unknown) => String(!!value) : numeral(values.flat());
	const text = (value: unknown) => (Array.isArray(value) ? complex(value.map(number)) : number(value));
	const width = Math.max(0, ...values.map((value) => text(value).length));
	return (value) => text(value).padStart(width);
}

function cut(text: string): string {
	return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}

/** `1 + 2i`. */
function complex([real, imaginary]: string[]): string {
	return imaginary.startsWith("-") ? `${real} - ${imaginary.slice(1)}i` : `${real} + ${imaginary}i`;
}

/** Numbers with as many decimals as they need, at most four; with exponents where that would hide them. */
export function numeral(values: readonly unknown[]): (value: unknown) => string {
	const finite = values.map(Number).filter(Number.isFinite);
	const sizes = finite.filter((value) => value !== 0).map(Math.abs);
	if (sizes.some((size) => size >= 1e8 || size < 1e-4)) {
		return (value) => (Number(value) === 0 ? "0" : Number(value).toExponential(4));
	}
	const decimals = [0, 1, 2, 3].find((count) =>
		finite.every(
			(value) => Math.abs(Number(value.toFixed(count)) - value) < 5e-5 * Math.max(1, Math.abs(value) * 1e-2),
		),
	);
	return (value) => (Number.isFinite(Number(value)) ? Number(value).toFixed(decimals ?? 4) : String(value));
}
