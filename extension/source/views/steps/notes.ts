import { formatError } from "../../colours/ticks";
import type { Scene } from "../view";
import type { Figures } from "./figures";

/** Where the numbers come from, and what the reader should know about them. */
export function notesOf(scene: Scene, figures: Figures, query: number): string[] {
	const { words } = scene;
	const { row, softmax } = figures;
	const said: string[] = [];
	if (row.from === "kernel") said.push(words("Numbers from the kernel, float32."));
	if (row.from === "document") said.push(words("Computed from the vectors that are kept with the notebook."));
	if (row.from === "weights") {
		said.push(
			words(
				"Only the weights are known here: queries, keys and scores are not kept, so the steps begin at the weights.",
			),
		);
	}
	const { planes, leads } = scene.map;
	// The kernel counts the heads of one layer, the document those of all.
	const heads = row.from === "kernel" ? (leads.at(-1)?.size ?? 1) : planes;
	if (row.keyHeads < heads) {
		const key = words(
			"This query head reads key/value head %1 of %2, which %3 query heads share.",
			row.keyHead,
			row.keyHeads,
			heads / row.keyHeads,
		);
		said.push(key);
	}
	if (row.from !== "weights" && softmax.total === 0) {
		said.push(words("Every key is masked: all weights are zero, and so is the output."));
	}
	const far = row.from === "document" ? distance(scene, figures, query) : 0;
	if (far > 0) {
		said.push(
			words(
				"The saved weights differ by up to %1: something else (a bias, a mask, a sink) is at work.",
				formatError(far),
			),
		);
	}
	return said;
}

/** How far the saved weights lie from the reckoned ones, beyond what their coarseness explains; 0 where they agree. */
function distance({ map, selection }: Scene, { row }: Figures, query: number): number {
	const plane = map.plane(selection.lead);
	if (Math.max(...plane.pooling) > 1) return 0;
	let most = 0;
	for (let key = 0; key < plane.columns; key++) {
		const saved = plane.values[query * plane.columns + key] || 0;
		const apart = Math.abs(saved - row.weights[key]);
		if (apart > 1.5 * map.tolerance(saved) + 1e-4 && apart > most) most = apart;
	}
	return most;
}
