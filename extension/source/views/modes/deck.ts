import { element } from "../../element";
import type { Change, Scene, View } from "../view";
import { modeOf } from "./index";
import type { Mode } from "./mode";

/** What a view must be told when it comes to the page. */
const ALL: readonly Change[] = ["room", "look", "lead", "view", "data", "theme", "choice", "mode"];

/** The view of the chosen mode. Only one is alive at a time. */
export function deck(scene: Scene): View {
	const node = element("div", "al-Deck", { role: "tabpanel" });
	let mode: Mode | null = null;
	let view: View | null = null;
	return {
		node,
		draw(changes, room) {
			const wanted = modeOf(scene);
			if (view !== null && wanted === mode) {
				view.draw(changes, room);
				return;
			}
			view?.dispose();
			mode = wanted;
			view = wanted.make(scene);
			node.dataset.mode = wanted.name;
			node.setAttribute("aria-label", scene.words(wanted.title));
			node.replaceChildren(view.node);
			view.draw(new Set(ALL), room);
		},
		dispose() {
			view?.dispose();
			node.replaceChildren();
		},
	};
}
