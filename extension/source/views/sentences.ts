import { formatInexact, formatRounded, formatWeight } from "../colours/ticks";
import { labelOf } from "../layout/tokens";
import { type Plane, pixelOf } from "../maps/plane";
import type { Cell } from "../selection";
import type { Scene } from "./view";

/** "layer 2, head 5" — the names of a leading index. */
export function leadName(scene: Scene, lead: readonly number[]): string {
	return scene.map.leads.map((axis, i) => `${scene.words(axis.name)} ${labelOf(axis, lead[i])}`).join(", ");
}

/** A weight as the reader should see it: `0.123`, with the preview's error where it is not exact. */
export function weightText(scene: Scene, plane: Plane, weight: number): string {
	if (Number.isNaN(weight)) return scene.words("masked");
	if (plane.exact || scene.weights.of !== "weights") return formatWeight(weight);
	return formatInexact(weight, scene.map.tolerance(weight));
}

/** A weight to the digits that are sure, without its error: for many numbers that one note explains. */
export function shortWeight(scene: Scene, plane: Plane, weight: number): string {
	if (Number.isNaN(weight)) return scene.words("masked");
	if (plane.exact || scene.weights.of !== "weights") return formatWeight(weight);
	return formatRounded(weight, scene.map.tolerance(weight));
}

/** The weight's place among its row's, 1 the largest, and the row's sum. */
export function standing(plane: Plane, query: number, key: number): { rank: number; of: number; sum: number } {
	const pixel = pixelOf(plane, query, key);
	const from = pixel - (pixel % plane.columns);
	const row = plane.values.subarray(from, from + plane.columns);
	let rank = 1;
	let of = 0;
	let sum = 0;
	for (const weight of row) {
		if (Number.isNaN(weight)) continue;
		of++;
		sum += weight;
		if (weight > plane.values[pixel]) rank++;
	}
	return { rank, of, sum };
}

/** One cell for a screen reader. */
export function cellSentence(scene: Scene, cell: Cell): string {
	const { map, weights, selection, words } = scene;
	const plane = weights.finest(selection.lead, cell.query, cell.key);
	const weight = plane.values[pixelOf(plane, cell.query, cell.key)];
	const parts = [
		`${words("query")} ${labelOf(map.query, cell.query)}`,
		`${words("key")} ${labelOf(map.key, cell.key)}`,
		weightText(scene, plane, weight),
	];
	const row = weights.row(selection.lead, cell.query);
	if (!Number.isNaN(weight) && row.pooling[1] === 1) {
		const { rank, of } = standing(row, cell.query, cell.key);
		parts.push(words("rank %1 of %2", rank, of));
	}
	return parts.join(", ");
}
