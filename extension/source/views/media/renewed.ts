import { element } from "../../element";
import type { Change, Scene, View, ViewFactory } from "../view";

const ALL: readonly Change[] = ["room", "look", "lead", "view", "data", "theme", "choice", "mode"];

/**
 * A view that is made anew when the document brings another picture or sound on the same axes; new weights alone leave
 * it as it is.
 *
 * @param contentOf - What the view was made of.
 */
export function renewed(contentOf: (scene: Scene) => object | null, make: ViewFactory): ViewFactory {
	return (scene) => {
		const node = element("div", "al-Media-frame");
		let content: object | null = null;
		let view: View | null = null;
		return {
			node,
			draw(changes, room) {
				const now = contentOf(scene);
				if (view !== null && (now === content || alike(now, content))) {
					view.draw(changes, room);
					return;
				}
				view?.dispose();
				content = now;
				view = now && make(scene);
				node.replaceChildren(...(view === null ? [] : [view.node]));
				view?.draw(new Set(ALL), room);
			},
			dispose() {
				view?.dispose();
				node.replaceChildren();
			},
		};
	};
}

/** Equal in every field; lists are compared by their entries. */
function alike(a: object | null, b: object | null): boolean {
	if (a === null || b === null) return a === b;
	const [left, right] = [a as Record<string, unknown>, b as Record<string, unknown>];
	const names = new Set([...Object.keys(left), ...Object.keys(right)]);
	return [...names].every((name) => left[name] === right[name] || String(left[name]) === String(right[name]));
}
