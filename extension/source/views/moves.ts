import type { Span } from "../viewport";
import type { Scene } from "./view";

/** Zooms around the cell looked at, or the middle. */
export function zoomBy({ viewport, selection }: Scene, factor: number): void {
	const middle = ([from, to]: Span): number => (from + to) / 2;
	const { cell } = selection;
	if (cell === null) viewport.zoomAt(factor, middle(viewport.query), middle(viewport.key));
	else viewport.zoomAt(factor, cell.query + 0.5, cell.key + 0.5);
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
}
