import type { Quantity } from "@attention-lab/attention/map";
import { element } from "../../element";
import type { Scene, View } from "../view";

/** What the cells are: weights, or where the kernel offers them the scores before softmax, or weights by value length. */
export function quantity(scene: Scene): View {
	const { words } = scene;
	const names: [Quantity, string][] = [
		["weights", words("Weights")],
		["scores", words("Scores")],
		["norms", words("Weights × values")],
	];
	const label = words("What the cells are");
	const field = element("select", "al-Control", { "aria-label": label, title: label });
	field.addEventListener("change", () => scene.choose({ of: field.value as Quantity }));
	let shown = "";
	return {
		node: field,
		draw() {
			const offered = names.filter(([name]) => name === "weights" || scene.weights.offers.includes(name));
			const state = offered.map(([name]) => name).join();
			if (state !== shown) {
				field.replaceChildren(...offered.map(([name, text]) => element("option", "", { value: name }, text)));
				shown = state;
			}
			field.hidden = offered.length < 2;
			field.value = scene.weights.of;
		},
		dispose: () => field.replaceChildren(),
	};
}
