import type { Axis } from "@attention-lab/attention/map";
import { formatWeight } from "../../colours/ticks";
import { labelOf } from "../../layout/tokens";
import type { Plane } from "../../maps/plane";
import { type StatisticName, statisticOf } from "../../maps/statistics";
import { shortWeight } from "../sentences";
import type { Scene } from "../view";
import { strongestOf } from "./strongest";

/** A head is named after a pattern that holds at least this share of its weight. */
const MOSTLY = 0.5;

/** A token, or the first and the last of those that a pixel covers. */
export function spanLabel({ words }: Scene, axis: Axis, from: number, to: number): string {
	const last = Math.min(axis.size, to) - 1;
	return last > from ? words("%1 to %2", labelOf(axis, from), labelOf(axis, last)) : labelOf(axis, from);
}

/** What there is to see in a head, in at most three short sentences: its pattern where it has one, its peak, its spread. */
export function headSummary(scene: Scene): string {
	const { weights, selection, words } = scene;
	const plane = weights.plane(selection.lead);
	return [patternOf(scene), peakOf(scene, plane), spreadOf(scene)].filter(Boolean).join(words(". ")).concat(words("."));
}

function patternOf(scene: Scene): string {
	const { words } = scene;
	const [first, previous] = [share(scene, "sink"), share(scene, "previous")];
	if (previous >= MOSTLY) return words("Mostly the previous token: %1 % of the weight", percent(previous));
	if (first >= MOSTLY) return words("Mostly the first token: %1 % of the weight", percent(first));
	return "";
}

function peakOf(scene: Scene, plane: Plane): string {
	const { map, words } = scene;
	const lines = strongestOf(plane, plane.rows, 1).filter(({ best }) => best.length > 0);
	if (lines.length === 0) return words("All weights are 0 or masked");
	const { rows, best } = lines.reduce((most, line) => (size(line) > size(most) ? line : most));
	const [down, across] = plane.pooling;
	const query = spanLabel(scene, map.query, rows[0] * down, rows[1] * down);
	const key = spanLabel(scene, map.key, best[0].column * across, (best[0].column + 1) * across);
	return words("Strongest: query %1, key %2, %3", query, key, shortWeight(scene, plane, best[0].weight));
}

function size({ best }: { best: readonly { weight: number }[] }): number {
	return Math.abs(best[0].weight);
}

function spreadOf(scene: Scene): string {
	const entropy = share(scene, "entropy");
	return Number.isNaN(entropy) ? "" : scene.words("Mean entropy %1 nats", formatWeight(entropy));
}

/** A statistic of the chosen head; NaN where it is not known, or is not of what is shown. */
function share({ map, weights, selection }: Scene, name: StatisticName): number {
	if (weights.of !== "weights" || weights.hidden.length > 0) return Number.NaN;
	return statisticOf(map, name)?.values[map.flat(selection.lead)] ?? Number.NaN;
}

function percent(part: number): number {
	return Math.round(100 * part);
}
