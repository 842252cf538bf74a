import type { Scene } from "../view";
import type { Bench } from "./bench";

/** Where tokens stand on a picture or a sound. */
export interface Places {
	/** The token at a point, in shares of the width and the height. */
	at(x: number, y: number): number | null;
	/** Where a key takes the cursor, `null` for one that does not move. */
	move(from: number | null, key: string): number | null;
}

/** Pointer and keys on a board: pointing looks, a click or Enter pins, Escape lets go; `say` speaks about the pair. */
export function listen(
	scene: Scene,
	board: HTMLElement,
	bench: Bench,
	places: Places,
	say: () => void,
	signal: AbortSignal,
): void {
	const { focus, side } = bench;
	const under = (event: MouseEvent): number | null => {
		const box = board.getBoundingClientRect();
		return places.at((event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height);
	};
	const onMove = (event: PointerEvent): void => {
		const token = under(event);
		if (token === null) focus.leave();
		else focus.point(side, token);
	};
	const onClick = (event: MouseEvent): void => {
		const token = under(event);
		if (token !== null) focus.press(side, token);
	};
	const press = (): void => {
		const at = focus.at(side);
		if (at !== null) focus.press(side, at);
		if (scene.selection.pin === null) scene.announce(scene.words("released"));
		else say();
	};
	const onKey = (event: KeyboardEvent): void => {
		if (event.altKey || event.shiftKey || event.ctrlKey || event.metaKey) return;
		const next = places.move(focus.at(side), event.key);
		if (event.key === "Escape") {
			focus.release();
			scene.announce(scene.words("released"));
		} else if (event.key === "Enter" || event.key === " ") press();
		else if (next === null) return;
		else {
			focus.point(side, next);
			say();
		}
		event.preventDefault();
		event.stopPropagation();
	};
	board.addEventListener("pointermove", onMove, { signal });
	board.addEventListener("pointerleave", () => focus.leave(), { signal });
	board.addEventListener("click", onClick, { signal });
	board.addEventListener("keydown", onKey, { signal });
}
