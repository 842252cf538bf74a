import { element } from "../../element";
import type { StatisticName } from "../../maps/statistics";
import { statisticNames } from "../heads";
import type { Scene } from "../view";
import type { Shown } from "./statistics";

type Field = "of" | "up" | "across";

/** Chooses the statistic of the colours and bars, and the two that the points are placed by. */
export function statisticChooser(
	scene: Scene,
	keep: (part: Partial<Shown>) => void,
): { node: HTMLElement; show(shown: Shown, known: readonly StatisticName[]): void } {
	const { words } = scene;
	const names = statisticNames(words);
	const titles: [Field, string][] = [
		["of", words("Colours and bars")],
		["up", words("Points: upwards")],
		["across", words("Points: across")],
	];
	const fields = titles.map(([field, title]) => {
		const list = element("select", "al-Control", { "data-field": field });
		list.addEventListener("change", () => keep({ [field]: list.value as StatisticName }));
		return { field, list, node: element("label", "al-Statistics-choice", {}, title, list) };
	});
	let offered = "";
	return {
		node: element("div", "al-Statistics-choices", {}, ...fields.map(({ node }) => node)),
		show(shown, known) {
			if (known.join() !== offered) {
				for (const { list } of fields) {
					list.replaceChildren(...known.map((name) => element("option", "", { value: name }, names[name])));
				}
				offered = known.join();
			}
			for (const { field, list } of fields) list.value = shown[field];
		},
	};
}
