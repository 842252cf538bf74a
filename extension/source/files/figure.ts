import { signedTableFor, tableFor } from "@attention-lab/attention/map";
import { type Figure, figureOf } from "@attention-lab/attention/map/files";
import { shareOf } from "../colours/colour-scale";
import { spacedTicks } from "../colours/ticks";
import { printable } from "../layout/tokens";
import type { Scene } from "../views/view";
import { captionOf } from "./caption";
import { regionOf } from "./region";

/** More cells than this could not be told apart on paper. */
const MOST = 2 ** 20;
/** Length of the figure's colour bar, and what its numbers need. */
const BAR = { length: 200, apart: 26 };

/** What is on the screen as a figure for paper: on white, in the scale that the reader chose. */
export async function figureNow(scene: Scene): Promise<Figure> {
	const { scale } = scene;
	const region = await regionOf(scene, "view", MOST);
	const share = (weight: number): number => shareOf(scale, weight);
	const above = spacedTicks(scale.largest, (tick) => share(tick) * BAR.length, BAR.apart);
	const below = scale.signed ? above.filter((tick) => tick > 0).map((tick) => -tick) : [];
	const { title, lines } = captionOf(scene, region);
	const table = scale.signed ? signedTableFor(true) : tableFor(true);
	return figureOf({ ...region, title }, { table, share, ticks: [...below.reverse(), ...above], printable, lines });
}
