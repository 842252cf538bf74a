import { element } from "../../element";
import type { Scene } from "../view";
import type { Direction, Settings, Style } from "./settings";

/** Direction, style and strength of an overlay in one row. */
export interface OverlayBar {
	readonly node: HTMLElement;
	show(settings: Settings): void;
}

/** @param change - Called with what the reader changes. */
export function overlayBar(
	{ words }: Scene,
	change: (part: Partial<Settings>) => void,
	options: { path: boolean },
): OverlayBar {
	const directions = switches<Direction>(
		words("Direction"),
		{ from: words("what it looks at"), to: words("who looks at it") },
		(direction) => change({ direction }),
	);
	const styles = switches<Style>(words("Overlay"), { light: words("light"), colour: words("colour") }, (style) =>
		change({ style }),
	);
	const slider = element("input", "al-Overlay-strength", { type: "range", min: "0", max: "100", step: "5" });
	slider.addEventListener("input", () => change({ strength: Number(slider.value) / 100 }));
	const strength = element("label", "al-Overlay-label", {}, words("strength"), slider);
	const path = element("button", "al-Control", { type: "button" }, words("path of the peaks"));
	path.addEventListener("click", () => change({ path: path.getAttribute("aria-pressed") !== "true" }));
	const node = element("div", "al-Overlay", {}, directions.node, styles.node, strength);
	if (options.path) node.append(path);
	return {
		node,
		show(settings) {
			directions.show(settings.direction);
			styles.show(settings.style);
			slider.value = String(Math.round(settings.strength * 100));
			slider.setAttribute("aria-valuetext", `${slider.value} %`);
			path.setAttribute("aria-pressed", String(settings.path));
		},
	};
}

function switches<T extends string>(label: string, titles: Record<T, string>, onChoose: (name: T) => void) {
	const names = Object.keys(titles) as T[];
	const buttons = names.map((name) => {
		const button = element("button", "al-Control", { type: "button", "data-name": name }, titles[name]);
		button.addEventListener("click", () => onChoose(name));
		return button;
	});
	return {
		node: element("div", "al-Overlay-group", { role: "group", "aria-label": label }, ...buttons),
		show: (chosen: T): void => {
			for (const button of buttons) button.setAttribute("aria-pressed", String(button.dataset.name === chosen));
		},
	};
}
