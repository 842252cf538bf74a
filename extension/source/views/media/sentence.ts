import { formatWeight } from "../../colours/ticks";
import { pixelOf } from "../../maps/plane";
import { weightText } from "../sentences";
import type { Scene } from "../view";
import type { AxisName, Focus } from "./focus";

/** What a token is called: its label, or its place on the picture. */
export type Names = (axis: AxisName, index: number) => string;

/** "cat looks at patch 7: 0.034" — the chosen pair. */
export function pairSentence(scene: Scene, names: Names): string {
	const { selection, weights, words } = scene;
	const { cell } = selection;
	if (cell === null) return "";
	const plane = weights.finest(selection.lead, cell.query, cell.key);
	const weight = plane.values[pixelOf(plane, cell.query, cell.key)];
	const pair = [names("query", cell.query), names("key", cell.key), weightText(scene, plane, weight)];
	return words("%1 looks at %2: %3", ...pair);
}

/** The pair for a screen reader: pinned where it is. */
export function pairSpoken(scene: Scene, names: Names): string {
	const { selection, words } = scene;
	const sentence = pairSentence(scene, names);
	const isPinned = selection.look === null && selection.pin !== null;
	return isPinned ? `${words("pinned")}: ${sentence}` : sentence;
}

/** Whose attention is shown, and how much of a query's lies on the picture and how much elsewhere. */
export function focusSentence(
	{ words, weights }: Scene,
	focus: Focus,
	names: Names,
	line: Float32Array,
	on: Inside,
): string {
	const name = names(focus.axis, focus.index);
	if (focus.axis === "key") return words("Who looks at %1", name);
	const whole = words("What %1 looks at", name);
	if (weights.of !== "weights") return whole;
	let inside = 0;
	let beside = 0;
	line.forEach((weight, index) => {
		if (Number.isNaN(weight)) return;
		if (on(index)) inside += weight;
		else beside += weight;
	});
	if (beside === 0 || inside === 0) return whole;
	return `${whole} · ${words("%1 here, %2 elsewhere", formatWeight(inside), formatWeight(beside))}`;
}

type Inside = (index: number) => boolean;
