/** The ways of looking at a head, in the order of their tabs. A new one is one line here. */
import { knownStatistics } from "../../maps/statistics";
import { matrix } from "../matrix";
import { imageOf } from "../picture/image";
import { soundOf } from "../sound/sound-of";
import { knowsSteps } from "../steps/row-source";
import { withTable } from "../table/with-table";
import type { Scene, ViewFactory } from "../view";
import type { Mode } from "./mode";

const arcs = async (): Promise<ViewFactory> => (await import("../arcs/arcs")).arcs;
const tokens = async (): Promise<ViewFactory> => (await import("../tokens/tokens")).tokens;
const picture = async (): Promise<ViewFactory> => (await import("../picture/picture")).picture;
const sound = async (): Promise<ViewFactory> => (await import("../sound/sound")).sound;
const steps = async (): Promise<ViewFactory> => (await import("../steps/steps")).steps;
const compare = async (): Promise<ViewFactory> => (await import("../compare/compare")).compare;
const statistics = async (): Promise<ViewFactory> => (await import("../statistics/statistics")).statistics;

export const MODES: readonly Mode[] = [
	{ name: "matrix", title: "Matrix", fits: () => true, make: withTable(matrix) },
	{ name: "arcs", title: "Arcs", fits: () => true, load: arcs },
	{ name: "tokens", title: "Text", fits: () => true, load: tokens },
	{ name: "picture", title: "Picture", fits: ({ map }) => imageOf(map) !== null, load: picture },
	{ name: "sound", title: "Sound", fits: ({ map }) => soundOf(map) !== null, load: sound },
	{ name: "steps", title: "Step by step", wide: true, fits: knowsSteps, load: steps },
	{ name: "compare", title: "Compare", wide: true, fits: (scene) => scene.other !== null, load: compare },
	{
		name: "statistics",
		title: "Statistics",
		wide: true,
		fits: ({ map }) => map.planes > 1 && knownStatistics(map).length > 0,
		load: statistics,
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
