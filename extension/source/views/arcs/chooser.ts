import { element } from "../../element";
import { labelOf } from "../../layout/tokens";
import type { Scene } from "../view";
import { strokeOf } from "./colours";
import { headsOf } from "./planes";
import { AMOUNTS, type Settings, set, settingsOf } from "./settings";

/** What is kept, of which heads. */
export function chooser(scene: Scene): { node: HTMLElement; draw(settings: Settings): void } {
	const { words, map } = scene;
	const rule = select(words("Which pairs are shown"), [
		["mass", words("Share of each query's weight")],
		["top", words("Strongest of each query")],
		["threshold", words("All from a weight on")],
	]);
	const slider = element("input", "al-Arcs-slider", { type: "range", "aria-label": words("Limit") });
	const field = element("input", "al-Control al-Arcs-number", { type: "number", "aria-label": words("Limit") });
	const which = select(words("Which heads are shown"), [
		["one", words("one head")],
		["many", words("several heads")],
		["mean", words("mean of all heads")],
	]);
	const heads = headButtons(scene);
	const limit = element("span", "al-Arcs-limit", {}, slider, field);
	const node = element("div", "al-Arcs-chooser", {}, rule, limit, which, heads.node);
	which.hidden = (map.leads.at(-1)?.size ?? 1) < 2;
	rule.addEventListener("change", () => set(scene, { by: rule.value, amount: undefined }));
	which.addEventListener("change", () => set(scene, { which: which.value }));
	slider.addEventListener("input", () => set(scene, { amount: Number(slider.value) }));
	field.addEventListener("change", () => set(scene, { amount: Number(field.value) }));
	return {
		node,
		draw(settings) {
			const { by, amount } = settings.rule;
			const { least, most, step } = AMOUNTS[by];
			const end = by === "threshold" ? Math.max(most, scene.scale.largest) : most;
			for (const input of [slider, field]) {
				Object.assign(input, { min: String(least), max: String(end), step: String(step) });
				if (document.activeElement !== field || input !== field) input.value = String(amount);
			}
			rule.value = by;
			which.value = settings.which;
			heads.draw(settings);
		},
	};
}

type Options = readonly (readonly [value: string, text: string])[];

function select(label: string, options: Options): HTMLSelectElement {
	const list = options.map(([value, text]) => element("option", "", { value }, text));
	return element("select", "al-Control", { "aria-label": label, title: label }, ...list);
}

/** A button per head, with the stroke that its lines have. */
function headButtons(scene: Scene): { node: HTMLElement; draw(settings: Settings): void } {
	const { words, map } = scene;
	const axis = map.leads.at(-1);
	const node = element("div", "al-Arcs-heads", { role: "group", "aria-label": words("Heads") });
	const buttons = Array.from({ length: Math.min(axis?.size ?? 0, 128) }, (_, head) => {
		const swatch = element("span", "al-Arcs-swatch", { "aria-hidden": "true" });
		const label = axis === undefined ? "" : labelOf(axis, head);
		const name = `${words(axis?.name ?? "head")} ${label}`;
		const button = element("button", "al-Control", { type: "button", "aria-label": name, title: name }, swatch, label);
		button.addEventListener("click", () => toggle(scene, head));
		node.append(button);
		return { button, swatch };
	});
	return {
		node,
		draw(settings) {
			node.hidden = settings.which !== "many";
			if (node.hidden) return;
			const shown = new Set(headsOf(scene, settings));
			buttons.forEach(({ button, swatch }, head) => {
				const { colour, dash } = strokeOf(head, scene.palette.light);
				button.setAttribute("aria-pressed", String(shown.has(head)));
				swatch.style.borderTop = `3px ${["solid", "dashed", "dotted"][dash]} rgb(${colour})`;
			});
		},
	};
}

/** Shows or hides a head; the last one stays. */
function toggle(scene: Scene, head: number): void {
	const shown = headsOf(scene, settingsOf(scene));
	const next = shown.includes(head) ? shown.filter((other) => other !== head) : [...shown, head];
	if (next.length > 0) set(scene, { heads: next });
}
