import { signedTableFor, tableFor } from "@attention-lab/attention/map";
import { largestOf } from "../maps/plane";
import type { Scene } from "../views/view";
import type { ColourScale } from "./colour-scale";

const TABLES = {
	plain: { true: tableFor(true), false: tableFor(false) },
	signed: { true: signedTableFor(true), false: signedTableFor(false) },
};

/**
 * The colour scale of what is shown: the page's table, signed for scores; its far end is the map's largest weight, or the
 * shown head's own largest number where the reader asked for that or the map's is not known (scores, keys left out).
 *
 * @returns The scene's scale itself where nothing has changed.
 */
export function scaleOf(scene: Scene): ColourScale {
	const { weights, choice, palette, map, selection, scale } = scene;
	const signed = weights.of === "scores";
	const ofHead = weights.of !== "weights" || weights.hidden.length > 0 || choice.range === "head";
	const next: ColourScale = {
		table: TABLES[signed ? "signed" : "plain"][`${palette.light}`],
		largest: ofHead ? largestOf(weights.plane(selection.lead)) : map.largest,
		shape: choice.shape === "linear" ? "linear" : "sqrt",
		masked: palette.masked,
		...(signed && { signed }),
	};
	const same = (["table", "largest", "shape", "masked", "signed"] as const).every((key) => next[key] === scale[key]);
	return same ? scale : next;
}

/** The colour scale of saved weights, whatever the large view shows: the same for all heads. */
export function savedScale({ scale, palette, map }: Scene): ColourScale {
	const { shape, masked } = scale;
	return { table: TABLES.plain[`${palette.light}`], largest: map.largest, shape, masked };
}
