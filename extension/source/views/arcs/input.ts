import type { Scene } from "../view";
import type { State } from "./arcs";
import { placeAt, step } from "./layout";
import { focused } from "./paint";
import { sentenceOf } from "./sentences";
import { type Place, set, settingsOf } from "./settings";

/**
 * Hovering a token shows its lines alone, a click pins it; with one pinned, a token of the other column makes a pair, which
 * all views share.
 *
 * @returns What stops it.
 */
export function listen(
	scene: Scene,
	node: HTMLElement,
	state: State,
	redraw: () => void,
	reveal: (place: Place) => void,
): () => void {
	const signals = new AbortController();
	const { signal } = signals;
	let pressed: [number, number] | null = null;
	const under = (event: MouseEvent): Place | null => {
		const box = node.getBoundingClientRect();
		const [x, y] = [event.clientX - box.left, event.clientY - box.top];
		return state.picture && placeAt(state.picture.columns, x, y, node.scrollTop);
	};
	const move = (place: Place | null): void => {
		if (same(place, state.cursor)) return;
		state.cursor = place;
		look(scene, state);
		redraw();
	};
	node.addEventListener("scroll", redraw, { signal });
	node.addEventListener("pointermove", (event) => move(under(event)), { signal });
	node.addEventListener("pointerleave", () => move(null), { signal });
	node.addEventListener(
		"pointerdown",
		(event) => {
			pressed = event.button === 0 ? [event.clientX, event.clientY] : null;
		},
		{ signal },
	);
	node.addEventListener(
		"click",
		(event) => {
			const still = pressed !== null && Math.hypot(event.clientX - pressed[0], event.clientY - pressed[1]) < 4;
			const place = under(event);
			if (!still || place === null) return;
			move(place);
			pin(scene, state, place);
			redraw();
		},
		{ signal },
	);
	node.addEventListener("keydown", onKey, { signal });
	return () => signals.abort();

	function onKey(event: KeyboardEvent): void {
		if (event.altKey || event.ctrlKey || event.metaKey || state.picture === null) return;
		if (!act(event.key, state.picture.source.count)) return;
		event.preventDefault();
		event.stopPropagation();
	}

	function act(key: string, count: Record<Place["side"], number>): boolean {
		const from = state.cursor ?? settingsOf(scene).token;
		if (key === "Escape") {
			if (from === null && scene.selection.pin === null) return false;
			set(scene, { token: null });
			scene.selection.pin = null;
			move(null);
			return true;
		}
		if (key === "Enter" || key === " ") {
			if (from !== null) pin(scene, state, from);
			redraw();
			return true;
		}
		const to = from === null ? step({ side: "query", index: 0 }, key, count) && start(key) : step(from, key, count);
		if (to === null) return false;
		reveal(to);
		move(to);
		requestAnimationFrame(() => speak());
		return true;
	}

	function speak(): void {
		if (state.picture === null) return;
		const said = sentenceOf(scene, state.picture, focused(state.picture));
		scene.announce(said.map((part) => part.textContent).join(""));
	}
}

function start(key: string): Place {
	return { side: key === "ArrowRight" ? "key" : "query", index: 0 };
}

/** The pair of the pinned token and the one under the cursor, or of that one and its strongest other end, as a cell. */
function cellOf(scene: Scene, state: State, place: Place): { query: number; key: number } | null {
	const { picture } = state;
	if (picture === null) return null;
	const [down, across] = picture.source.pooling;
	const pinned = settingsOf(scene).token;
	const cell = (row: number, column: number) => ({ query: row * down, key: column * across });
	if (pinned !== null && pinned.side !== place.side) {
		return place.side === "key" ? cell(pinned.index, place.index) : cell(place.index, pinned.index);
	}
	const lines = focused({ lines: picture.lines, focus: place });
	const [best] = [...lines].sort((a, b) => Math.abs(b.weight) - Math.abs(a.weight));
	return best === undefined ? null : cell(best.row, best.column);
}

function look(scene: Scene, state: State): void {
	scene.selection.look = state.cursor && cellOf(scene, state, state.cursor);
}

function pin(scene: Scene, state: State, place: Place): void {
	const { token } = settingsOf(scene);
	if (token !== null && token.side !== place.side) {
		const cell = cellOf(scene, state, place);
		if (cell !== null) scene.selection.togglePin(cell);
		return;
	}
	scene.selection.pin = null;
	set(scene, { token: same(token, place) ? null : place });
}

function same(a: Place | null, b: Place | null): boolean {
	return a === b || (a !== null && b !== null && a.side === b.side && a.index === b.index);
}
