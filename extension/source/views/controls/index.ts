/** The small controls beside the tabs, in their order. A new one is one line here. */
import { element } from "../../element";
import type { Scene, View, ViewFactory } from "../view";
import { about } from "./about";
import { compareWith } from "./compare-with";
import { hide } from "./hide";
import { linked } from "./linked";
import { open } from "./open";
import { quantity } from "./quantity";
import { save } from "./save/save";
import { table } from "./table";
import { zoom } from "./zoom";

export const CONTROLS: readonly ViewFactory[] = [zoom, quantity, hide, table, save, compareWith, open, linked, about];

/** All controls in a row. */
export function controls(scene: Scene): View {
	const views = CONTROLS.map((make) => make(scene));
	const node = element("div", "al-Controls", {}, ...views.map((view) => view.node));
	return {
		node,
		draw(changes, room) {
			for (const view of views) view.draw(changes, room);
		},
		dispose() {
			for (const view of views) view.dispose();
			node.replaceChildren();
		},
	};
}
