import type { Scene } from "../view";
import type { Cursor } from "./steps";
import type { Table } from "./table";

/** What listening needs to know of the view. */
interface Place {
	table(): Table | null;
	cursor(): Cursor;
	query(): number;
	/** How many numbers a cell's vector has. */
	sizeOf(stage: number, column: number): number;
	point(to: Cursor, isAnnounced: boolean): void;
	/** To the step before or after; 0: all. */
	go(by: number): void;
}

/**
 * The pointer and the arrow keys walk over the cells, Page keys over the numbers of a vector, N and P over the steps; Enter
 * or a click pins the cell's key for all views.
 *
 * @returns What stops it.
 */
export function listen(scene: Scene, node: HTMLElement, place: Place): () => void {
	const signals = new AbortController();
	const on = <K extends keyof HTMLElementEventMap>(kind: K, act: (event: HTMLElementEventMap[K]) => void): void =>
		node.addEventListener(kind, act as EventListener, { signal: signals.signal });

	const under = (event: Event): { cell: HTMLElement; at: Cursor } | null => {
		const cell = (event.target as Element).closest<HTMLElement>("td");
		const table = place.table();
		if (cell === null || table === null) return null;
		const name = cell.parentElement?.dataset.stage;
		const stage = table.stages.findIndex((each) => each.name === name);
		return { cell, at: { ...place.cursor(), stage, column: Number(cell.dataset.at) } };
	};
	const keyAt = ({ column }: Cursor): number | null => {
		const found = place.table()?.columns[column];
		return typeof found === "number" ? found : null;
	};
	const look = (at: Cursor): void => {
		const key = keyAt(at);
		scene.selection.look = key === null ? null : { query: place.query(), key };
	};
	const pin = (at: Cursor): void => {
		const key = keyAt(at);
		if (key !== null) scene.selection.togglePin({ query: place.query(), key });
	};

	on("pointermove", (event) => {
		const found = under(event);
		if (found === null) return;
		const { cell, at } = found;
		const size = place.sizeOf(at.stage, at.column);
		const component = size > 0 ? componentAt(cell, event, size) : at.component;
		place.point({ ...at, component }, false);
		look(at);
	});
	on("pointerleave", () => {
		scene.selection.look = null;
	});
	on("focusin", (event) => {
		const found = under(event);
		if (found === null) return;
		const { stage, column } = place.cursor();
		if (stage !== found.at.stage || column !== found.at.column) place.point(found.at, false);
	});
	on("click", (event) => {
		const found = under(event);
		if (found !== null) pin(found.at);
	});
	on("keydown", (event) => {
		if (event.altKey || event.metaKey || !act(event)) return;
		event.preventDefault();
		event.stopPropagation();
	});
	return () => signals.abort();

	function act({ key, ctrlKey }: KeyboardEvent): boolean {
		const table = place.table();
		const at = place.cursor();
		if (table === null) return false;
		const [lastStage, lastColumn] = [table.stages.length - 1, table.columns.length - 1];
		const to = ((): Partial<Cursor> | null => {
			switch (key) {
				case "ArrowRight":
					return { column: Math.min(lastColumn, at.column + 1) };
				case "ArrowLeft":
					return { column: Math.max(0, at.column - 1) };
				case "ArrowDown":
					return { stage: Math.min(lastStage, at.stage + 1) };
				case "ArrowUp":
					return { stage: Math.max(0, at.stage - 1) };
				case "Home":
					return ctrlKey ? { stage: 0, column: 0 } : { column: 0 };
				case "End":
					return ctrlKey ? { stage: lastStage, column: lastColumn } : { column: lastColumn };
				case "PageDown":
					return { component: Math.min(place.sizeOf(at.stage, at.column) - 1, at.component + 1) };
				case "PageUp":
					return { component: at.component - 1 };
				default:
					return null;
			}
		})();
		if (to !== null) {
			const next = { ...at, ...to, component: Math.max(0, to.component ?? at.component) };
			place.point(next, true);
			table.cell(next.stage, next.column)?.focus();
			look(next);
			return true;
		}
		if (ctrlKey) return false;
		if (key === "Enter" || key === " ") pin(at);
		else if (key === "n" || key === "N") place.go(1);
		else if (key === "p" || key === "P") place.go(-1);
		else if (key === "Escape" && scene.selection.pin !== null) scene.selection.pin = null;
		else return false;
		return true;
	}
}

/** The number of a vector that is under the pointer. */
function componentAt(cell: HTMLElement, event: PointerEvent, size: number): number {
	const vector = cell.querySelector(".al-Steps-vector");
	if (vector === null) return 0;
	const box = vector.getBoundingClientRect();
	const isAcross = vector.classList.contains("al-mod-across");
	const share = isAcross ? (event.clientX - box.left) / box.width : (event.clientY - box.top) / box.height;
	return Math.max(0, Math.min(size - 1, Math.floor(share * size)));
}
