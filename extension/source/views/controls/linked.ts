import { element } from "../../element";
import type { Scene, View } from "../view";

/** How many other maps of the page share this map's tokens; pressed while pins are shared with them. */
export function linked(scene: Scene): View {
	const { words, links } = scene;
	const node = element("button", "al-Control al-Linked", { type: "button" });
	node.addEventListener("click", () => scene.choose({ linked: !links.on }));
	return {
		node,
		draw() {
			node.hidden = links.on && links.count === 0;
			node.textContent = links.on ? words("Linked: %1", links.count) : words("Not linked");
			node.title = words("Maps of the same tokens share what is pinned.");
			node.setAttribute("aria-pressed", String(links.on));
		},
		dispose: () => node.replaceChildren(),
	};
}
