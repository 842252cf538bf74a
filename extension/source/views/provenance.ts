import { formatError } from "../colours/ticks";
import type { Scene } from "./view";

/** Where a map comes from and how true its numbers are, as names and values. */
export function provenance({ map, weights, selection, words }: Scene): [name: string, value: string][] {
	const { source, axes } = map.document;
	const plane = weights.plane(selection.lead);
	const quantities = { weights: words("Weights"), scores: words("Scores"), norms: words("Weights × values") };
	const rows: [string, string | number | undefined][] = [
		[words("Model"), source.model],
		[words("Layer"), source.layer],
		[words("Number type"), source.dtype],
		[words("Mask"), source.mask],
		[words("Scale"), source.scale === undefined ? undefined : Number(source.scale.toPrecision(4))],
		[words("Backend"), source.backend],
		[words("Quantity"), quantities[weights.of]],
		[words("Normalisation"), normalisation(weights.of === "scores", words)],
		[words("Size"), axes.map((axis) => `${words(axis.name)} ${axis.size}`).join(" × ")],
		[
			words("Precision"),
			plane.exact ? words("exact weights") : words("saved preview, ± %1", formatError(map.tolerance(map.largest))),
		],
		[words("Pooling"), pooling(plane.pooling, words)],
	];
	return rows.flatMap(([name, value]): [string, string][] => (value === undefined ? [] : [[name, String(value)]]));
}

function normalisation(scores: boolean, words: Scene["words"]): string {
	return scores ? words("none, before softmax") : words("softmax over the keys of each query");
}

function pooling([rows, columns]: readonly number[], words: Scene["words"]): string {
	if (Math.max(rows, columns) <= 1) return words("none: one pixel is one cell");
	return words("One pixel is the largest of up to %1 × %2 cells.", rows, columns);
}
