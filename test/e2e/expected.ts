import { type AttentionMapDocument, MIME_TYPE } from "@attention-lab/attention/map";
import { type ColourScale, colourOf } from "../../extension/source/colours/colour-scale";
import { readMap } from "../../extension/source/maps/attention-map";
import { tableFor } from "../../src/map/colour";
import type { SavedOutput } from "./lab-server";
import type { Pixel } from "./map-on-page";

/** The documents of a saved notebook, in order. */
export function documentsOf(notebook: { cells: { outputs?: SavedOutput[] }[] }): AttentionMapDocument[] {
	return notebook.cells
		.flatMap((cell) => cell.outputs ?? [])
		.flatMap((output) => (output.data?.[MIME_TYPE] as AttentionMapDocument | undefined) ?? []);
}

/** The colours of a head, cell by cell: the saved weights through the colour table. Masked cells have none. */
export async function coloursOf(
	document: AttentionMapDocument,
	lead: readonly number[],
	light = true,
): Promise<(Pixel | null)[]> {
	const map = await readMap(document);
	const none: Pixel = [0, 0, 0];
	const scale: ColourScale = {
		table: tableFor(light),
		largest: map.largest,
		shape: "sqrt",
		masked: [none, none],
	};
	const { values } = map.plane(lead);
	return Array.from(values, (weight) => (Number.isNaN(weight) ? null : ([...colourOf(scale, weight)] as Pixel)));
}

/** The largest distance between what is drawn and what should be, over all channels of all cells that have a colour. */
export function farthest(drawn: readonly Pixel[], wanted: readonly (Pixel | null)[]): number {
	if (drawn.length !== wanted.length) throw new Error(`expected ${wanted.length} cells, got ${drawn.length}`);
	return Math.max(
		0,
		...wanted.flatMap((pixel, i) => (pixel === null ? [] : pixel.map((channel, c) => Math.abs(channel - drawn[i][c])))),
	);
}
