import { element } from "../../element";
import { modeOf } from "../modes";
import { showsTable } from "../table/with-table";
import type { Scene, View } from "../view";

/** Shows what a screen reader reads instead of the matrix to everyone. */
export function table(scene: Scene): View {
	const node = element("button", "al-Control", { type: "button" }, scene.words("Show as table"));
	node.addEventListener("click", () => scene.choose({ table: !showsTable(scene) }));
	return {
		node,
		draw() {
			node.hidden = modeOf(scene).name !== "matrix";
			node.setAttribute("aria-pressed", String(showsTable(scene)));
		},
		dispose: () => node.replaceChildren(),
	};
}
