import { tableFor } from "@attention-lab/attention/map";
import { readPalette } from "../colours/palette";
import { element } from "../element";
import type { AttentionMap } from "../maps/attention-map";
import { sharedRaster } from "../raster/shared";

const SIDE = 36;

/** The first matrix of a map, small, in the colours of the page. */
export function thumbnail(map: AttentionMap, page: HTMLElement): HTMLCanvasElement {
	const canvas = element("canvas", "al-Panel-thumb", {
		"aria-hidden": "true",
		width: String(SIDE),
		height: String(SIDE),
	});
	const { light, masked } = readPalette(page);
	const piece = { plane: map.plane(map.leads.map(() => 0)), x: 0, y: 0, width: SIDE, height: SIDE };
	sharedRaster.paint(canvas, [piece], { table: tableFor(light), largest: map.largest, shape: "sqrt", masked });
	return canvas;
}
