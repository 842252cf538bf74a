import type { AttentionMap } from "../../maps/attention-map";
import { MOST_TOKENS, type Side } from "../media/focus";
import type { Patches } from "./patches";

/** A picture whose patches are tokens; see the document's `image`. */
export interface DocumentImage {
	type: "image/png" | "image/jpeg" | "image/webp";
	base64: string;
	width: number;
	height: number;
	grid: [number, number];
	/** Tokens of the axis before the first patch. */
	skip: number;
	axis: Side;
}

const SIDES: readonly unknown[] = ["query", "key", "both"];

/** The document's picture where its grid fits the map; what its bytes hold is another question. */
export function imageOf({ document, query, key }: AttentionMap): DocumentImage | null {
	const image = (document as { image?: Partial<DocumentImage> }).image;
	if (typeof image !== "object" || image === null) return null;
	const { grid, skip, axis, width, height } = image;
	if (!SIDES.includes(axis) || !Array.isArray(grid) || ![grid[0], grid[1], width, height].every(isSize)) return null;
	if (!Number.isInteger(skip) || (skip as number) < 0) return null;
	const past = (skip as number) + grid[0] * grid[1];
	const axes = axis === "both" ? [query, key] : [axis === "query" ? query : key];
	if (axes.some(({ size }) => size < past) || Math.max(query.size, key.size) > MOST_TOKENS) return null;
	return image as DocumentImage;
}

function isSize(value: unknown): boolean {
	return typeof value === "number" && Number.isInteger(value) && value >= 1;
}

export function patchesOf({ grid, skip }: DocumentImage): Patches {
	return { rows: grid[0], columns: grid[1], skip };
}
