import type { Scene } from "../view";
import { STAGES, type StageName } from "./stages";

/** What the reader chose for the steps. */
export interface Settings {
	/** The stage that is explained; `null`: all alike. */
	stage: StageName | null;
	/** Keys with a column of their own. */
	most: number;
}

/** Up to so many keys have a column each without being asked for. */
export const ALL_SHOWN = 24;
const USUAL = 12;

/** How many keys may be shown of so many: `[8, 12, 24, 48]`, or just all. */
export function amounts(keys: number): number[] {
	return keys <= ALL_SHOWN ? [keys] : [4, 8, USUAL, ALL_SHOWN, 48].filter((amount) => amount < keys);
}

/** The settings as far as they are valid, the usual ones otherwise. */
export function settingsOf({ choice, map }: Scene): Settings {
	const given = choice.steps;
	const { stage, keys } = (typeof given === "object" && given !== null ? given : {}) as Record<string, unknown>;
	const found = STAGES.find(({ name }) => name === stage);
	const offered = amounts(map.key.size);
	const usual = offered.length === 1 ? offered[0] : USUAL;
	return { stage: found?.name ?? null, most: offered.find((amount) => amount === keys) ?? usual };
}

/** Changes some settings; the others stay. */
export function set(scene: Scene, part: { stage?: StageName | null; keys?: number }): void {
	const old = scene.choice.steps;
	scene.choose({ steps: { ...(typeof old === "object" ? old : {}), ...part } });
}
