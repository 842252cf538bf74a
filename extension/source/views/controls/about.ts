import { element } from "../../element";
import { provenance } from "../provenance";
import type { Scene, View } from "../view";
import { placeBeside } from "./popover";

/** A button that opens where the map comes from, and what its weights are not. */
export function about(scene: Scene): View {
	const { words } = scene;
	const button = element("button", "al-Control", { type: "button", "aria-expanded": "false" }, words("About"));
	button.title = words("About this map");
	const list = element("dl", "al-About-list");
	const note = noteOf(scene);
	const attributes = { role: "region", "aria-label": words("About this map"), tabindex: "-1", popover: "auto" };
	const box = element("div", "al-About-box", attributes, list, note);
	const node = element("div", "al-About", {}, button, box);
	let open = false;
	const show = (): void => {
		fill();
		box.showPopover();
		placeBeside(button, box);
		box.focus({ preventScroll: true });
	};
	const fill = (): void => {
		const rows = provenance(scene).flatMap(([name, value]) => [
			element("dt", "", {}, name),
			element("dd", "", {}, element("bdi", "", {}, value)),
		]);
		list.replaceChildren(...rows);
		note.hidden = !scene.options.note || scene.choice.note === false;
	};
	let wasOpen = false;
	button.addEventListener("pointerdown", () => {
		wasOpen = open;
	});
	button.addEventListener("click", (event) => {
		if (event.detail === 0 || !wasOpen) show();
	});
	box.addEventListener("toggle", (event) => {
		open = event.newState === "open";
		button.setAttribute("aria-expanded", String(open));
	});
	box.addEventListener("keydown", (event) => {
		if (event.key !== "Escape") return;
		event.stopPropagation();
		event.preventDefault();
		box.hidePopover();
		button.focus({ preventScroll: true });
	});
	return {
		node,
		draw(changes) {
			if (!open) return;
			fill();
			if (changes.has("room")) placeBeside(button, box);
		},
		dispose: () => node.replaceChildren(),
	};
}

/** Two sentences on what attention weights do not say; kept away once the reader has sent it away. */
function noteOf(scene: Scene): HTMLElement {
	const { words } = scene;
	const text = words(
		"Attention weights are not an explanation: each row sums to 1 whatever matters, sinks soak up weight, and the length of the value vectors counts too. See Jain & Wallace 2019 and Wiegreffe & Pinter 2019.",
	);
	const away = element("button", "al-Control", { type: "button" }, words("Do not show again"));
	const note = element("div", "al-About-note", { role: "note" }, element("p", "", {}, text), away);
	away.addEventListener("click", () => {
		scene.choose({ note: false });
		note.hidden = true;
		note.closest<HTMLElement>(".al-About-box")?.focus();
	});
	return note;
}
