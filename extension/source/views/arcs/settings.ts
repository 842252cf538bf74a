import type { Scene } from "../view";
import type { Rule } from "./kept";

export type Side = "query" | "key";

/** One token: which column it stands in, and its row there. */
export interface Place {
	side: Side;
	index: number;
}

/** What the reader chose for the lines. */
export interface Settings {
	rule: Rule;
	/** `one`: the head that the pickers chose. `many`: `heads`. `mean`: of all heads. */
	which: "one" | "many" | "mean";
	heads: readonly number[];
	/** The token whose lines stay. */
	token: Place | null;
}

export const AMOUNTS: Record<Rule["by"], { least: number; most: number; step: number; usual: number }> = {
	threshold: { least: 0, most: 1, step: 0.01, usual: 0.1 },
	top: { least: 1, most: 50, step: 1, usual: 3 },
	mass: { least: 0.05, most: 1, step: 0.05, usual: 0.7 },
};

/** The settings as far as they are valid, the usual ones otherwise. */
export function settingsOf(scene: Scene): Settings {
	const { map, choice } = scene;
	const given = (choice.arcs ?? {}) as Record<string, unknown>;
	const { by, amount, which, heads, token } = typeof given === "object" ? given : {};
	const name = by === "threshold" || by === "top" ? by : "mass";
	const { least, most, usual } = AMOUNTS[name];
	const isAmount =
		typeof amount === "number" && amount >= least && amount <= (name === "threshold" ? Number.MAX_VALUE : most);
	const count = map.leads.at(-1)?.size ?? 1;
	const isHead = (head: unknown): head is number => Number.isInteger(head) && Number(head) >= 0 && Number(head) < count;
	const list = Array.isArray(heads) ? [...new Set(heads.filter(isHead))] : [];
	const several = count > 1 && (which === "many" || which === "mean");
	return {
		rule: { by: name, amount: isAmount ? (name === "top" ? Math.round(amount) : amount) : usual },
		which: several ? (which as "many" | "mean") : "one",
		heads: list,
		token: placeOf(token, map.query.size, map.key.size),
	};
}

function placeOf(value: unknown, queries: number, keys: number): Place | null {
	const { side, index } = (value ?? {}) as Record<string, unknown>;
	if (side !== "query" && side !== "key") return null;
	const size = side === "query" ? queries : keys;
	return Number.isInteger(index) && Number(index) >= 0 && Number(index) < size ? { side, index: Number(index) } : null;
}

/** Changes some settings; the others stay. */
export function set(scene: Scene, part: Record<string, unknown>): void {
	const old = scene.choice.arcs;
	scene.choose({ arcs: { ...(typeof old === "object" ? old : {}), ...part } });
}
