import { labelOf } from "../../layout/tokens";
import type { Scene } from "../view";
import { type AxisName, Focus, type Side } from "./focus";
import type { Names } from "./sentence";
import { type Direction, type Settings, settingsOf } from "./settings";

/** What a picture and a sound have in common: settings, focus, and which axis stands where. */
export interface Bench {
	/** The side that is on the picture. */
	side: Side;
	/** The axis of words, in cross attention. */
	beside: AxisName | null;
	focus: Focus;
	settings(): Settings;
	change(part: Partial<Settings>): void;
	/** A token's label, or its number. */
	label(axis: AxisName, index: number): string;
	/** The weights of the focus spread over the picture. */
	spreads(): boolean;
}

/** @param view - The name under which the settings are kept. @param home - The first focus on the picture itself. @param strength - Of the overlay. */
export function benchOf(scene: Scene, view: string, side: Side, home: number, strength: number): Bench {
	const direction: Direction = side === "query" ? "to" : "from";
	const defaults: Settings = { direction, style: "light", strength, path: false };
	const settings = (): Settings => settingsOf(scene, view, defaults);
	const isOn = (axis: AxisName): boolean => side === "both" || side === axis;
	const focus = new Focus(
		scene,
		() => settings().direction,
		(axis) => (isOn(axis) ? home : firstWord(scene, axis)),
	);
	return {
		side,
		beside: side === "both" ? null : side === "query" ? "key" : "query",
		focus,
		settings,
		change: (part) => scene.choose({ [view]: { ...settings(), ...part } }),
		label: (axis, index) => labelOrNumber(scene, axis, index),
		spreads: () => isOn(focus.across),
	};
}

/** Names for sentences: a place on the picture where the token has one, else its label. */
export function namesOf(scene: Scene, bench: Bench, placeOf: (index: number) => string | null): Names {
	const isOn = (axis: AxisName): boolean => bench.side === "both" || bench.side === axis;
	return (axis, index) => {
		const place = isOn(axis) ? placeOf(index) : null;
		if (place !== null) return place;
		const label = bench.label(axis, index);
		return scene.map[axis].labels === undefined ? label : scene.words("“%1”", isolated(label));
	};
}

/** Text of any direction that does not turn what stands around it. */
function isolated(text: string): string {
	return `\u2068${text}\u2069`;
}

function labelOrNumber({ map, words }: Scene, axis: AxisName, index: number): string {
	return map[axis].labels === undefined ? words("token %1", index) : labelOf(map[axis], index);
}

/** The first token that is not a special one. */
function firstWord({ map }: Scene, axis: AxisName): number {
	const special: unknown = (map[axis] as { special?: unknown }).special;
	if (!Array.isArray(special)) return 0;
	for (let i = 0; i < map[axis].size; i++) if (!special.includes(i)) return i;
	return 0;
}
