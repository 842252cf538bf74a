import type { Scene } from "../view";
import { choose } from "./directions";
import type { Passage } from "./passage";
import { cellOf, directionOf, isOneText, type Place, pinnedIn } from "./settings";

/**
 * Hovering or reaching a token shades the text by it, a click or Enter pins it; from then on the others are read out as the
 * pinned one's other ends.
 *
 * @returns What stops it.
 */
export function listen(
	scene: Scene,
	node: HTMLElement,
	passages: readonly Passage[],
	onCursor: (place: Place | null) => void,
): () => void {
	const signals = new AbortController();
	const one = isOneText(scene);
	const under = (event: Event): Place | null => {
		const button = (event.target as Element).closest<HTMLButtonElement>(".al-Token");
		const found = passages.find((each) => button !== null && each.node.contains(button));
		return found === undefined ? null : { side: found.side, index: Number(button?.dataset.index) };
	};
	/** The token as the one whose row or column is looked at. */
	const own = (place: Place): Place =>
		one ? { side: directionOf(scene) === "row" ? "query" : "key", index: place.index } : place;
	const look = (place: Place | null): void => {
		onCursor(place);
		scene.selection.look = place && lookAt(place);
	};
	const lookAt = (place: Place): { query: number; key: number } => {
		const pinned = pinnedIn(scene);
		if (pinned === null || (!one && pinned.side === place.side)) return cellOf(scene, own(place));
		return cellOf(scene, pinned, place.index);
	};
	const pin = (place: Place): void => {
		const token = own(place);
		const pinned = pinnedIn(scene);
		if (pinned?.side === token.side && pinned.index === token.index) {
			scene.selection.pin = null;
			return;
		}
		if (!one) choose(scene, token.side === "query" ? "row" : "column");
		scene.selection.pin = cellOf(scene, token);
	};
	const on = <K extends keyof HTMLElementEventMap>(kind: K, act: (event: HTMLElementEventMap[K]) => void): void =>
		node.addEventListener(kind, act as EventListener, { signal: signals.signal });

	on("pointerover", (event) => look(under(event)));
	on("pointerleave", () => look(null));
	on("focusin", (event) => {
		const place = under(event);
		if (place === null) return;
		passages.find(({ side }) => side === place.side)?.reach(place.index);
		look(place);
	});
	on("click", (event) => {
		const place = under(event);
		if (place !== null) pin(place);
	});
	on("keydown", (event) => {
		const place = under(event);
		if (place === null || event.altKey || event.ctrlKey || event.metaKey) return;
		if (!act(event.key, place)) return;
		event.preventDefault();
		event.stopPropagation();
	});
	return () => signals.abort();

	function act(key: string, place: Place): boolean {
		if (key === "Escape") {
			if (scene.selection.pin === null) return false;
			scene.selection.pin = null;
			return true;
		}
		const buttons = passages.find(({ side }) => side === place.side)?.buttons ?? [];
		const next = { ArrowRight: place.index + 1, ArrowLeft: place.index - 1, Home: 0, End: buttons.length - 1 }[key];
		const to = next ?? lineOf(buttons, place.index, key);
		if (to === null) return false;
		const button = buttons[Math.max(0, Math.min(buttons.length - 1, to))];
		button.focus();
		scene.announce(button.getAttribute("aria-label") ?? "");
		return true;
	}
}

/** The token above or below; `null` for a key that does not go there. */
function lineOf(buttons: readonly HTMLButtonElement[], from: number, key: string): number | null {
	const by = { ArrowUp: -1, ArrowDown: 1 }[key];
	if (by === undefined) return null;
	const middle = (box: DOMRect): number => (box.left + box.right) / 2;
	const start = buttons[from].getBoundingClientRect();
	let best: { index: number; far: number; top: number } | null = null;
	for (let index = from + by; index >= 0 && index < buttons.length; index += by) {
		const box = buttons[index].getBoundingClientRect();
		if (Math.abs(box.top - start.top) < start.height / 2) continue;
		if (best !== null && Math.abs(box.top - best.top) > start.height / 2) break;
		const far = Math.abs(middle(box) - middle(start));
		if (best === null || far < best.far) best = { index, far, top: box.top };
	}
	return best?.index ?? from;
}
