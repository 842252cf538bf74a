import type { AttentionMapDocument, Axis } from "./document";
import { AttentionMapError } from "./error";

/** What the static pictures are drawn from: the document's words and the pixels that belong to them. */
export interface Picture {
	document: Pick<AttentionMapDocument, "axes" | "title" | "source" | "statistics">;
	/** As `decodePreview` gives them. */
	pixels: { shape: number[]; pooling: [number, number]; values: Float32Array; scale: number };
	/** The head that is drawn large: one index per leading axis, zeros by default. */
	lead?: number[];
}

/** One head's pixels. */
export interface Head {
	values: Float32Array;
	rows: number;
	columns: number;
}

export function leadOf(picture: Picture): number[] {
	const sizes = picture.pixels.shape.slice(0, -2);
	const lead = picture.lead ?? sizes.map(() => 0);
	const fits = lead.length === sizes.length && lead.every((at, i) => Number.isInteger(at) && at >= 0 && at < sizes[i]);
	if (!fits) throw new AttentionMapError(`lead: expected an index below each of [${sizes}], got [${lead}]`);
	return lead;
}

export function headsOf(picture: Picture): number {
	return picture.pixels.shape.slice(0, -2).reduce((product, size) => product * size, 1);
}

export function headAt(picture: Picture, index: number): Head {
	const [rows, columns] = picture.pixels.shape.slice(-2);
	const size = rows * columns;
	return { values: picture.pixels.values.subarray(index * size, (index + 1) * size), rows, columns };
}

/** Row-major index of a head. */
export function flatten(lead: readonly number[], shape: readonly number[]): number {
	return lead.reduce((index, at, axis) => index * shape[axis] + at, 0);
}

export function unflatten(index: number, sizes: readonly number[]): number[] {
	const lead: number[] = [];
	let rest = index;
	for (const size of [...sizes].reverse()) {
		lead.unshift(rest % size);
		rest = Math.floor(rest / size);
	}
	return lead;
}

/** What stands beside a pixel: the token, or "3 to 6" where it covers several. */
export function labelOf(axis: Axis, pixel: number, cells: number): string {
	const from = pixel * cells;
	const to = Math.min(from + cells, axis.size) - 1;
	const name = (index: number) => axis.labels?.[index] ?? String(index);
	return to > from ? `${name(from)} to ${name(to)}` : name(from);
}

/** "layer 0, head 3", or with the labels where the axes have some. */
export function leadName(axes: readonly Axis[], lead: readonly number[]): string {
	return lead.map((at, i) => `${axes[i].name} ${axes[i].labels?.[at] ?? at}`).join(", ");
}

/** "6 layers × 12 heads × 24 queries × 24 keys" in the axes' own words. */
export function sizesName(axes: readonly Axis[]): string {
	return axes.map((axis) => `${axis.name} ${axis.size}`).join(" × ");
}

/** A weight in at most four characters that matter. */
export function weightName(weight: number): string {
	return weight === 0 ? "0" : weight < 0.001 ? weight.toExponential(0) : String(Number(weight.toPrecision(2)));
}
