import { moveCursor } from "../cursor";
import { cellAt, type Frame, pointAt } from "../layout/frame";
import type { Cell } from "../selection";
import type { Span } from "../viewport";
import { goToPeak, showAll, zoomBy } from "./moves";
import { cellSentence } from "./sentences";
import type { Scene } from "./view";

/** A press that moves less than this is a click. */
const CLICK = 4;
/** How much closer a step of the plus key, or a double click, goes. */
const STEP = 1.6;
/** Of a wheel's movement, the natural logarithm of the zoom per pixel. */
const WHEEL = 0.0022;
/** A wheel that turns in lines moves so many pixels each. */
const LINE = 18;

/**
 * Everything that a hand does to a matrix. Hovering looks, a click pins; the wheel zooms once the matrix has the focus (or
 * with Ctrl, which is also what a pinch on a touch pad sends), so that a page can be scrolled past it; dragging moves a
 * close-up, and draws a box around what to look at where everything is shown or Shift is held; two fingers pinch.
 *
 * @returns What stops it.
 */
export function listen(scene: Scene, node: HTMLElement, band: HTMLElement, frame: () => Frame | null): () => void {
	const { selection, viewport } = scene;
	const signals = new AbortController();
	const { signal } = signals;
	const pointers = new Map<number, PointerEvent>();
	let press: Press | null = null;

	const local = (event: MouseEvent): [number, number] => {
		const box = node.getBoundingClientRect();
		return [event.clientX - box.left, event.clientY - box.top];
	};
	const under = (event: MouseEvent): Cell | null => {
		const now = frame();
		return now && cellAt(now, ...local(event));
	};
	const zoomAt = (event: MouseEvent, factor: number): void => {
		const now = frame();
		if (now === null) return;
		const { query, key } = pointAt(now, ...local(event));
		viewport.zoomAt(factor, query, key);
	};

	const on = <K extends keyof HTMLElementEventMap>(kind: K, act: (event: HTMLElementEventMap[K]) => void): void =>
		node.addEventListener(kind, act as EventListener, { signal, passive: false });

	on("pointerdown", (event) => {
		pointers.set(event.pointerId, event);
		if (event.button !== 0 || under(event) === null) return;
		press = { start: event, last: event, kind: "still", box: viewport.isWhole || event.shiftKey };
	});
	on("pointermove", (event) => {
		const before = pointers.get(event.pointerId);
		if (pointers.has(event.pointerId)) pointers.set(event.pointerId, event);
		if (pointers.size === 2 && before !== undefined) return pinch(before, event);
		if (press !== null && event.pointerId === press.start.pointerId) drag(event);
		selection.look = press?.kind === "moving" ? null : under(event);
	});
	const release = (event: PointerEvent): void => {
		pointers.delete(event.pointerId);
		if (press === null || event.pointerId !== press.start.pointerId) return;
		const { kind, box, start } = press;
		press = null;
		band.hidden = true;
		node.classList.remove("al-mod-moving");
		if (event.type === "pointercancel") return;
		const cell = under(event);
		if (kind === "still" && cell !== null) selection.togglePin(cell);
		if (kind === "moving" && box) showBox(start, event);
	};
	on("pointerup", release);
	on("pointercancel", release);
	on("pointerleave", (event) => {
		if (press === null) pointers.delete(event.pointerId);
		selection.look = null;
	});
	on("dblclick", (event) => {
		if (under(event) === null) return;
		if (event.shiftKey) viewport.fit();
		else zoomAt(event, STEP * STEP);
	});
	on("wheel", (event) => {
		const { wheel } = scene.options;
		if (wheel === "never") return;
		const wanted = event.ctrlKey || event.metaKey || (wheel === "focus" && node.contains(document.activeElement));
		if (!wanted || under(event) === null) return;
		const farthest = event.deltaY > 0 && viewport.isWhole;
		if (farthest && !event.ctrlKey && !event.metaKey) return;
		event.preventDefault();
		const pixels = event.deltaY * (event.deltaMode === WheelEvent.DOM_DELTA_LINE ? LINE : 1);
		const pinched = event.ctrlKey && Math.abs(pixels) < 50 ? 4 : 1;
		zoomAt(event, Math.exp(-pixels * WHEEL * pinched));
	});
	on("keydown", (event) => onKey(scene, event));
	return () => signals.abort();

	function drag(event: PointerEvent): void {
		const now = frame();
		if (press === null || now === null || pointers.size > 1) return;
		const far = Math.hypot(event.clientX - press.start.clientX, event.clientY - press.start.clientY);
		if (press.kind === "still" && far < CLICK) return;
		if (press.kind === "still") {
			press.kind = "moving";
			node.setPointerCapture(event.pointerId);
			node.classList.add("al-mod-moving");
		}
		if (press.box) drawBand(press.start, event);
		else {
			const [x, y] = [event.clientX - press.last.clientX, event.clientY - press.last.clientY];
			viewport.panBy(-y / now.cellY, -x / now.cellX);
		}
		press.last = event;
	}

	function drawBand(start: PointerEvent, end: PointerEvent): void {
		const [a, b] = [local(start), local(end)];
		const at = (i: 0 | 1): number => Math.min(a[i], b[i]);
		const size = (i: 0 | 1): number => Math.abs(a[i] - b[i]);
		band.hidden = false;
		band.style.cssText = `left:${at(0)}px;top:${at(1)}px;width:${size(0)}px;height:${size(1)}px`;
	}

	function showBox(start: PointerEvent, end: PointerEvent): void {
		const now = frame();
		if (now === null) return;
		const [a, b] = [pointAt(now, ...local(start)), pointAt(now, ...local(end))];
		const span = (one: number, other: number): Span => [Math.min(one, other), Math.max(one, other)];
		const [query, key] = [span(a.query, b.query), span(a.key, b.key)];
		if (query[1] - query[0] > 0 && key[1] - key[0] > 0) viewport.show(query, key);
	}

	function pinch(before: PointerEvent, event: PointerEvent): void {
		const other = [...pointers.values()].find((each) => each.pointerId !== event.pointerId);
		if (other === undefined) return;
		press = null;
		const apart = (one: MouseEvent): number => Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY);
		if (apart(before) > 0) zoomAt(other, apart(event) / apart(before));
	}
}

interface Press {
	start: PointerEvent;
	last: PointerEvent;
	kind: "still" | "moving";
	/** It draws a box instead of moving the matrix. */
	box: boolean;
}

function onKey(scene: Scene, event: KeyboardEvent): void {
	if (event.altKey) return;
	if (!act(scene, event)) return;
	event.preventDefault();
	event.stopPropagation();
}

/** @returns Whether the key meant something here. */
function act(scene: Scene, event: KeyboardEvent): boolean {
	const { selection, words } = scene;
	const cell = selection.cell;
	const zooms = !event.ctrlKey && !event.metaKey;
	if (zooms && (event.key === "+" || event.key === "=")) zoomBy(scene, STEP);
	else if (zooms && (event.key === "-" || event.key === "_")) zoomBy(scene, 1 / STEP);
	else if (zooms && event.key === "0") showAll(scene);
	else if (zooms && event.key.toLowerCase() === "p") void goToPeak(scene);
	else if (event.key === "Enter" || event.key === " ") {
		if (cell === null) return true;
		selection.togglePin(cell);
		const said = selection.pin === null ? words("released") : words("pinned");
		scene.announce(`${said}: ${cellSentence(scene, cell)}`);
	} else if (event.key === "Escape") {
		if (cell === null) return false;
		selection.look = null;
		selection.pin = null;
		scene.announce(words("released"));
	} else return walk(scene, event, cell);
	return true;
}

function walk(scene: Scene, event: KeyboardEvent, cell: Cell | null): boolean {
	const { map, selection, viewport } = scene;
	const { query, key } = map;
	const first = { query: Math.ceil(viewport.query[0]), key: Math.ceil(viewport.key[0]) };
	const next = moveCursor(cell ?? first, event, query.size, key.size);
	if (next === null || event.shiftKey) return false;
	const to = cell === null ? first : next;
	selection.look = to;
	viewport.reveal(to.query, to.key);
	scene.announce(cellSentence(scene, to));
	return true;
}
