import { element } from "../../element";
import type { Scene, View } from "../view";

/** Shows the map in a tab of its own, where the page has tabs. */
export function open(scene: Scene): View {
	const { words, around } = scene;
	const label = words("Open in a new tab");
	const node = element("button", "al-Control", { type: "button", "aria-label": label, title: label }, "↗");
	node.hidden = around.open === null;
	node.addEventListener("click", () => around.open?.());
	return { node, draw: () => undefined, dispose: () => node.replaceChildren() };
}
