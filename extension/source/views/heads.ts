import { labelOf } from "../layout/tokens";
import { STATISTICS, type StatisticName, statisticOf } from "../maps/statistics";
import type { Words } from "../words/words";
import type { Scene } from "./view";

/** How many heads stand side by side: the product of the last two leading sizes. */
export function headCount({ map }: Scene): number {
	return map.leads.slice(-2).reduce((product, axis) => product * axis.size, 1);
}

/** Number of a leading index among the heads that stand side by side. */
export function headOf({ map }: Scene, lead: readonly number[]): number {
	const sizes = map.leads.slice(-2).map((axis) => axis.size);
	return lead.slice(-2).reduce((index, entry, i) => index * sizes[i] + entry, 0);
}

/** The leading index of a head, outer axes as they are chosen. */
export function leadOf({ map, selection }: Scene, head: number): number[] {
	const last = map.leads[map.leads.length - 1].size;
	const inner = map.leads.length === 1 ? [head] : [Math.floor(head / last), head % last];
	return [...selection.lead.slice(0, -2), ...inner];
}

/** "L3 H5". */
export function shortName({ map, words }: Scene, lead: readonly number[]): string {
	const first = Math.max(0, map.leads.length - 2);
	const names = map.leads.slice(first).map((axis, i) => {
		const name = words(axis.name);
		return `${[...name][0]?.toUpperCase() ?? ""}${labelOf(axis, lead[first + i]).slice(0, 4)}`;
	});
	return names.join(" ");
}

/** A statistic of the heads that stand side by side, in the model's order; `null` where it is not known. */
export function headStatistic(scene: Scene, name: StatisticName): { values: number[]; estimated: boolean } | null {
	const statistic = statisticOf(scene.map, name);
	if (statistic === null) return null;
	const from = scene.map.flat(leadOf(scene, 0));
	const values = Array.from({ length: headCount(scene) }, (_, head) => statistic.values[from + head]);
	return { values, estimated: statistic.estimated };
}

/** The statistics as the reader knows them. */
export function statisticNames(words: Words): Record<StatisticName, string> {
	return {
		entropy: words("Entropy (nats)"),
		distance: words("Distance (tokens)"),
		sink: words("Share of the first token"),
		previous: words("Share of the previous token"),
		max: words("Largest weight"),
	};
}

/** A statistic's number as text. */
export function statisticText(value: number): string {
	return Number.isFinite(value) ? value.toFixed(3) : "–";
}

/** The statistic that was chosen, if it is one of those that are known. */
export function pickStatistic(
	value: unknown,
	known: readonly StatisticName[],
	otherwise: StatisticName = STATISTICS[0],
): StatisticName {
	return known.find((name) => name === value) ?? (known.includes(otherwise) ? otherwise : known[0]);
}
