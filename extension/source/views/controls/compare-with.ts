import { element } from "../../element";
import { isFitting } from "../../maps/fitting";
import { titleOf } from "../../maps/title";
import type { Neighbour } from "../../surroundings";
import type { Scene, View } from "../view";

/** A list of the notebook's other maps that fit; the chosen one is shown beside this one, with their difference. */
export function compareWith(scene: Scene): View {
	const { words, around } = scene;
	const label = words("Compare with another map of the notebook");
	const field = element("select", "al-Control al-CompareWith", { "aria-label": label, title: label });
	let offered: Neighbour[] = [];
	let shown: string | null = null;
	field.addEventListener("change", () => {
		const chosen = offered.find(({ number }) => String(number) === field.value);
		around.compare(chosen ?? null);
		if (chosen !== undefined) scene.choose({ mode: "compare" });
	});
	return {
		node: field,
		draw(changes) {
			if (!(changes.has("choice") || changes.has("mode"))) return;
			offered = around.neighbours().filter(({ map }) => isFitting(scene.map, map));
			const names = offered.map(({ number, map }) => `${number} · ${titleOf(map, words("Attention map"))}`);
			if (names.join("\n") !== shown) {
				const options = offered.map(({ number }, i) => element("option", "", { value: String(number) }, names[i]));
				field.replaceChildren(element("option", "", { value: "" }, words("Compare with…")), ...options);
				shown = names.join("\n");
			}
			field.value = String(offered.find(({ map }) => map === scene.other?.map)?.number ?? "");
			field.hidden = offered.length === 0;
		},
		dispose: () => field.replaceChildren(),
	};
}
