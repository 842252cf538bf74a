import { element } from "../../element";
import { errorBox } from "../../error-box";
import type { Change, Room, Scene, View, ViewFactory } from "../view";
import { modeOf } from "./index";
import type { Mode } from "./mode";

/** What a view must be told when it comes to the page. */
const ALL: readonly Change[] = ["room", "look", "lead", "view", "data", "theme", "choice", "mode"];

/** The view of the chosen mode. Only one is alive at a time; the last one stays until the code of the next is there. */
export function deck(scene: Scene): View {
	const node = element("div", "al-Deck", { role: "tabpanel" });
	let mode: Mode | null = null;
	let view: View | null = null;
	let room: Room = { width: 0, height: 0 };
	let disposed = false;

	function show(of: Mode, make: ViewFactory): void {
		if (disposed || mode !== of) return;
		view?.dispose();
		view = make(scene);
		node.dataset.mode = of.name;
		node.setAttribute("aria-label", scene.words(of.title));
		node.removeAttribute("aria-busy");
		node.replaceChildren(view.node);
		view.draw(new Set(ALL), room);
	}

	function fail(of: Mode, error: unknown): void {
		if (disposed || mode !== of) return;
		view?.dispose();
		view = null;
		node.removeAttribute("aria-busy");
		node.replaceChildren(errorBox(scene.words("This view cannot be loaded"), error));
	}

	function change(to: Mode): void {
		mode = to;
		if ("make" in to) {
			show(to, to.make);
			return;
		}
		node.setAttribute("aria-busy", "true");
		to.load().then(
			(make) => show(to, make),
			(error: unknown) => fail(to, error),
		);
	}

	return {
		node,
		draw(changes, given) {
			room = given;
			const wanted = modeOf(scene);
			if (wanted !== mode) change(wanted);
			else view?.draw(changes, room);
		},
		dispose() {
			disposed = true;
			view?.dispose();
			node.replaceChildren();
		},
	};
}
