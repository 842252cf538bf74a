import type { Span } from "../viewport";
import { cellSentence } from "./sentences";
import type { Scene } from "./view";

/** Zooms around the cell looked at, or the middle, and says what is on the screen then. */
export function zoomBy(scene: Scene, factor: number): void {
	const { viewport, selection } = scene;
	const middle = ([from, to]: Span): number => (from + to) / 2;
	const { cell } = selection;
	if (cell === null) viewport.zoomAt(factor, middle(viewport.query), middle(viewport.key));
	else viewport.zoomAt(factor, cell.query + 0.5, cell.key + 0.5);
	sayPlace(scene);
}

/** Shows everything, and says so. */
export function showAll(scene: Scene): void {
	scene.viewport.fit();
	sayPlace(scene);
}

function sayPlace({ viewport, map, words, announce }: Scene): void {
	if (viewport.isWhole) {
		announce(words("everything is shown"));
		return;
	}
	const ends = ([from, to]: Span, size: number): [number, number] => [
		Math.floor(from),
		Math.min(size, Math.ceil(to)) - 1,
	];
	const [query, key] = [ends(viewport.query, map.query.size), ends(viewport.key, map.key.size)];
	announce(words("shown: queries %1 to %2, keys %3 to %4", ...query, ...key));
}

/** Shows and looks at the cell with the largest number of the head; the kernel is asked where a pixel covers many cells. */
export async function goToPeak(scene: Scene): Promise<void> {
	const { weights, selection, viewport } = scene;
	const peak = await weights.peak(selection.lead);
	if (peak === null) return;
	if (!viewport.isWhole || viewport.closest > 24) {
		const around = (at: number): [number, number] => [at - 12, at + 13];
		viewport.show(around(peak.query), around(peak.key));
	}
	selection.look = peak;
	scene.announce(cellSentence(scene, peak));
}
