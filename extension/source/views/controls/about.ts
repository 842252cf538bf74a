import { element } from "../../element";
import { provenance } from "../provenance";
import type { Scene, View } from "../view";

/** A button that opens where the map comes from, and what its weights are not. */
export function about(scene: Scene): View {
	const { words } = scene;
	const button = element("button", "al-Control", { type: "button", "aria-expanded": "false" }, words("About"));
	button.title = words("About this map");
	const list = element("dl", "al-About-list");
	const note = noteOf(scene);
	const box = element("div", "al-About-box", { role: "region", "aria-label": words("About this map"), tabindex: "-1" });
	box.append(list, note);
	box.hidden = true;
	const node = element("div", "al-About", {}, button, box);
	const toggle = (open: boolean): void => {
		box.hidden = !open;
		button.setAttribute("aria-expanded", String(open));
		if (open) fill();
		(open ? box : button).focus();
	};
	const fill = (): void => {
		const rows = provenance(scene).flatMap(([name, value]) => [
			element("dt", "", {}, name),
			element("dd", "", {}, element("bdi", "", {}, value)),
		]);
		list.replaceChildren(...rows);
		note.hidden = !scene.options.note || scene.choice.note === false;
	};
	button.addEventListener("click", () => toggle(box.hidden));
	node.addEventListener("keydown", (event) => {
		if (event.key !== "Escape" || box.hidden) return;
		event.stopPropagation();
		toggle(false);
	});
	return {
		node,
		draw: () => {
			if (!box.hidden) fill();
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
