import { setAble } from "../../able";
import { element } from "../../element";
import { modeOf } from "../modes";
import { goToPeak, showAll, zoomBy } from "../moves";
import type { Scene, View } from "../view";

const STEP = 1.6;

/** Closer, farther, everything, and the strongest cell: what wheel and keys do, for whoever has neither. */
export function zoom(scene: Scene): View {
	const { viewport, words } = scene;
	const closer = button("+", words("Zoom in (+)"), () => zoomBy(scene, STEP));
	const farther = button("−", words("Zoom out (−)"), () => zoomBy(scene, 1 / STEP));
	const whole = button("⤢", words("Show everything (0)"), () => showAll(scene));
	const peak = button(words("Peak"), words("Peak: go to the strongest cell (P)"), () => void goToPeak(scene));
	const node = element("div", "al-Zoom", { role: "group", "aria-label": words("Zoom") }, closer, farther, whole, peak);
	return {
		node,
		draw() {
			node.hidden = modeOf(scene).name !== "matrix";
			setAble(farther, !viewport.isWhole);
			setAble(whole, !viewport.isWhole);
			setAble(closer, viewport.zoom < viewport.closest);
		},
		dispose: () => node.replaceChildren(),
	};
}

function button(text: string, label: string, act: () => void): HTMLButtonElement {
	const node = element("button", "al-Control", { type: "button", "aria-label": label, title: label }, text);
	node.addEventListener("click", act);
	return node;
}
