import { element } from "../../element";
import type { Scene } from "../view";
import { directionOf, isOneText } from "./settings";

/** Whether a token's row or its column shades the text. Of two texts the token's side says it. */
export function directions(scene: Scene): { node: HTMLElement; draw(): void } {
	const { words } = scene;
	const row = element("button", "al-Control", { type: "button" }, words("what it looks at"));
	const column = element("button", "al-Control", { type: "button" }, words("who looks at it"));
	row.addEventListener("click", () => choose(scene, "row"));
	column.addEventListener("click", () => choose(scene, "column"));
	const label = words("What shades the text");
	const node = element("div", "al-Tokens-directions", { role: "group", "aria-label": label }, row, column);
	node.hidden = !isOneText(scene);
	return {
		node,
		draw() {
			const chosen = directionOf(scene);
			row.setAttribute("aria-pressed", String(chosen === "row"));
			column.setAttribute("aria-pressed", String(chosen === "column"));
		},
	};
}

/** Turns the direction; in one text the pinned token stays the same token. */
export function choose(scene: Scene, direction: "row" | "column"): void {
	const { pin } = scene.selection;
	const before = directionOf(scene);
	if (before === direction) return;
	if (pin !== null && isOneText(scene)) scene.selection.pin = { query: pin.key, key: pin.query };
	scene.choose({ tokens: { direction } });
}
