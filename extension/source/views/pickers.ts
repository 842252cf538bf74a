import type { Axis } from "@attention-lab/attention/map";
import { setAble } from "../able";
import { element } from "../element";
import { labelOf } from "../layout/tokens";
import { leadName } from "./sentences";
import type { Scene, View } from "./view";

/** Up to so many entries an axis is a list; above, a number. */
const LONGEST_LIST = 256;

/** A chooser for every leading axis: a list (or a number) between two step buttons. */
export function pickers(scene: Scene): View {
	const node = element("div", "al-Pickers");
	const offered: { axis: string; node: HTMLElement; show(): void }[] = [];

	function offer(): void {
		scene.map.leads.forEach((axis, index) => {
			const known = JSON.stringify(axis);
			const before = offered[index];
			if (before?.axis === known) return;
			offered[index] = { axis: known, ...chooser(scene, axis, index) };
			if (before === undefined) node.append(offered[index].node);
			else before.node.replaceWith(offered[index].node);
		});
	}

	offer();
	return {
		node,
		draw: (changes) => {
			if (!(changes.has("lead") || changes.has("data"))) return;
			offer();
			for (const each of offered) each.show();
		},
		dispose: () => node.replaceChildren(),
	};
}

function chooser(scene: Scene, axis: Axis, index: number): { node: HTMLElement; show(): void } {
	const { selection, words } = scene;
	const name = words(axis.name);
	const field = axis.size > LONGEST_LIST ? numberField(axis, name) : listField(axis, name);
	const step = (by: number): void => {
		selection.lead = selection.lead.map((entry, i) => (i === index ? entry + by : entry));
		scene.announce(leadName(scene, selection.lead));
	};
	const back = stepButton("al-mod-back", words("Previous %1", name), () => step(-1));
	const on = stepButton("al-mod-on", words("Next %1", name), () => step(1));
	field.addEventListener("change", () => {
		selection.lead = selection.lead.map((entry, i) => (i === index ? Number(field.value) : entry));
	});
	const node = element("div", "al-Picker", { "data-axis": axis.name }, element("span", "al-Picker-name", {}, name));
	node.append(element("span", "al-Picker-group", {}, back, field, on));
	return {
		node,
		show: () => {
			const at = selection.lead[index];
			field.value = String(at);
			setAble(back, at > 0);
			setAble(on, at < axis.size - 1);
		},
	};
}

function listField(axis: Axis, name: string): HTMLSelectElement {
	const list = element("select", "al-Picker-field", { "aria-label": name });
	for (let i = 0; i < axis.size; i++) list.append(element("option", "", { value: String(i) }, labelOf(axis, i)));
	return list;
}

function numberField(axis: Axis, name: string): HTMLInputElement {
	const attributes = { type: "number", min: "0", max: String(axis.size - 1), "aria-label": name };
	return element("input", "al-Picker-field", attributes);
}

function stepButton(kind: string, label: string, onClick: () => void): HTMLButtonElement {
	const button = element("button", `al-Picker-step ${kind}`, { type: "button", "aria-label": label, title: label });
	button.addEventListener("click", onClick);
	return button;
}
