import { element } from "../../element";
import type { Scene, View } from "../view";
import { modeOf, modesOf } from "./index";

/** One tab per mode that the map offers; nothing where there is no choice. Arrow keys walk, as on any list of tabs. */
export function tabs(scene: Scene): View {
	const { words } = scene;
	const node = element("div", "al-Tabs", { role: "tablist", "aria-label": words("Views") });
	const buttons = new Map<string, HTMLButtonElement>();
	const signals = new AbortController();
	node.addEventListener("keydown", (event) => onKey(scene, buttons, event), { signal: signals.signal });

	function offer(): void {
		const offered = modesOf(scene);
		if (offered.map((mode) => mode.name).join() === [...buttons.keys()].join()) return;
		buttons.clear();
		for (const mode of offered) {
			const button = element("button", "al-Tab", { type: "button", role: "tab" }, words(mode.title));
			button.dataset.mode = mode.name;
			button.addEventListener("click", () => scene.choose({ mode: mode.name }));
			buttons.set(mode.name, button);
		}
		node.replaceChildren(...buttons.values());
		node.hidden = offered.length < 2;
	}

	return {
		node,
		draw(changes) {
			if (!(changes.has("mode") || changes.has("data") || changes.has("choice"))) return;
			offer();
			const chosen = modeOf(scene).name;
			for (const [name, button] of buttons) {
				button.setAttribute("aria-selected", String(name === chosen));
				button.tabIndex = name === chosen ? 0 : -1;
			}
		},
		dispose() {
			signals.abort();
			node.replaceChildren();
		},
	};
}

function onKey(scene: Scene, buttons: ReadonlyMap<string, HTMLButtonElement>, event: KeyboardEvent): void {
	const names = [...buttons.keys()];
	const at = names.indexOf(modeOf(scene).name);
	const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: names.length - 1 }[event.key];
	if (to === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
	const name = names[(to + names.length) % names.length];
	scene.choose({ mode: name });
	buttons.get(name)?.focus();
	event.preventDefault();
	event.stopPropagation();
}
