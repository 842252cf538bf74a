import { type AttentionMapDocument, decodePreview, tableFor } from "@attention-lab/attention/map";
import { type ColourScale, colourOf } from "../../extension/source/colours/colour-scale";
import type { Pixels } from "../e2e/pixels";

/** The colour of a weight on a light page. */
export function exactColours(largest: number): (weight: number) => number[] {
	const none = [0, 0, 0] as const;
	const scale: ColourScale = { table: tableFor(true), largest, shape: "sqrt", masked: [none, none] };
	return (weight) => [...colourOf(scale, weight)];
}

/** The colour of any saved weight of a document. */
export async function coloursOf(
	document: AttentionMapDocument,
): Promise<(head: number, query: number, key: number) => number[]> {
	const { values, shape, scale } = await decodePreview(document.preview);
	const [, queries, keys] = shape;
	const colour = exactColours(scale);
	return (head, query, key) => colour(values[(head * queries + query) * keys + key]);
}

/** The first pixel whose colour is not that of its cell, `null` where all are exact. */
export function firstWrong(
	{ width, height, bytes }: Pixels,
	rows: number,
	columns: number,
	colour: (row: number, column: number) => number[],
): string | null {
	for (let y = 0; y < height; y++) {
		for (let x = 0; x < width; x++) {
			const [row, column] = [Math.floor(((y + 0.5) * rows) / height), Math.floor(((x + 0.5) * columns) / width)];
			const wanted = [...colour(row, column), 255];
			const at = (y * width + x) * 4;
			if (wanted.some((part, i) => bytes[at + i] !== part))
				return `(${x}, ${y}): ${bytes.subarray(at, at + 4)} for ${wanted}`;
		}
	}
	return null;
}
