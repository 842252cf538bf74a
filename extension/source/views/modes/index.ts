/** The ways of looking at a head, in the order of their tabs. A new one is one line here. */
import { knownStatistics } from "../../maps/statistics";
import { arcs } from "../arcs/arcs";
import { compare } from "../compare/compare";
import { matrix } from "../matrix";
import { imageOf } from "../picture/image";
import { picture } from "../picture/picture";
import { sound } from "../sound/sound";
import { soundOf } from "../sound/sound-of";
import { statistics } from "../statistics/statistics";
import { knowsSteps } from "../steps/row-source";
import { steps } from "../steps/steps";
import { withTable } from "../table/with-table";
import { tokens } from "../tokens/tokens";
import type { Scene } from "../view";
import type { Mode } from "./mode";

export const MODES: readonly Mode[] = [
	{ name: "matrix", title: "Matrix", fits: () => true, make: withTable(matrix) },
	{ name: "arcs", title: "Arcs", fits: () => true, make: arcs },
	{ name: "tokens", title: "Text", fits: () => true, make: tokens },
	{ name: "picture", title: "Picture", fits: ({ map }) => imageOf(map) !== null, make: picture },
	{ name: "sound", title: "Sound", fits: ({ map }) => soundOf(map) !== null, make: sound },
	{ name: "steps", title: "Step by step", wide: true, fits: knowsSteps, make: steps },
	{ name: "compare", title: "Compare", wide: true, fits: (scene) => scene.other !== null, make: compare },
	{
		name: "statistics",
		title: "Statistics",
		wide: true,
		fits: ({ map }) => map.planes > 1 && knownStatistics(map).length > 0,
		make: statistics,
	},
];

/** The modes that this map offers. */
export function modesOf(scene: Scene): Mode[] {
	return MODES.filter((mode) => mode.fits(scene));
}

/** The mode that the reader chose, or the first where that one is not offered. */
export function modeOf(scene: Scene): Mode {
	const offered = modesOf(scene);
	return offered.find((mode) => mode.name === scene.choice.mode) ?? offered[0];
}
