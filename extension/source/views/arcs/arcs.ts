import { element } from "../../element";
import { longestLabels } from "../../layout/tokens";
import { widestLabel } from "../matrix-labels";
import { leadName } from "../sentences";
import type { Room, Scene, View } from "../view";
import { chooser } from "./chooser";
import { listen } from "./input";
import { type Columns, type ColumnsInput, columnsOf, onScreen, scrollTo } from "./layout";
import { focused, type Picture, paint } from "./paint";
import { linesOf, sourceOf } from "./planes";
import { sentenceOf, summaryOf } from "./sentences";
import { type Place, settingsOf } from "./settings";

type LabelWidths = ColumnsInput["label"];

/** What the view knows between two frames. */
export interface State {
	picture: Picture | null;
	cursor: Place | null;
}

/**
 * Two columns of tokens, queries left and keys right, and a curve for each pair whose weight is kept. The columns scroll in
 * a window as high as the room; only what is on the screen is drawn.
 */
export function arcs(scene: Scene): View {
	const choose = chooser(scene);
	const summary = element("div", "al-Arcs-summary");
	const canvas = element("canvas", "al-Arcs-canvas", { "aria-hidden": "true" });
	const spacer = element("div", "al-Arcs-spacer");
	const scroller = element("div", "al-Arcs-window", { tabindex: "0", role: "application" }, canvas, spacer);
	const ends = element("div", "al-Arcs-ends");
	const queries = element("span", "", {}, scene.words("queries"));
	const keys = element("span", "", {}, scene.words("keys"));
	const head = element("div", "al-Arcs-titles", { "aria-hidden": "true" }, queries, keys);
	const node = element("div", "al-Arcs", {}, choose.node, summary, head, scroller, ends);
	scroller.setAttribute(
		"aria-description",
		scene.words("Up and down move over the tokens, left and right change the column, Enter pins, Escape lets go."),
	);
	const state: State = { picture: null, cursor: null };
	let room: Room = { width: 1, height: 1 };
	let frame = 0;
	let first = true;
	let widths = measurer(scene, canvas);
	const redraw = (): void => {
		frame ||= requestAnimationFrame(() => {
			frame = 0;
			show();
		});
	};
	const reveal = (place: Place): void => {
		if (state.picture === null) return;
		scroller.scrollTop = scrollTo(state.picture.columns, place, scroller.scrollTop);
	};
	const stop = listen(scene, scroller, state, redraw, reveal);

	function show(): void {
		const settings = settingsOf(scene);
		const source = sourceOf(scene, settings);
		const columns = columnsOf({
			queries: source.count.query,
			keys: source.count.key,
			width: room.width,
			height: room.height,
			label: widths(source.pooling),
		});
		place(canvas, spacer, scroller, columns);
		queries.style.width = `${columns.left - 6}px`;
		keys.style.width = `${columns.width - columns.right - 6}px`;
		head.style.width = `${columns.width}px`;
		if (first) scroller.scrollTop = startOf(scene, columns, source.pooling[0]);
		first = false;
		const scrolled = scroller.scrollTop;
		const found = linesOf(scene, source, settings, onScreen(columns, "query", scrolled));
		const { pin } = scene.selection;
		const pair = pin && {
			row: Math.floor(pin.query / source.pooling[0]),
			column: Math.floor(pin.key / source.pooling[1]),
		};
		const focus = focusOf(state.cursor, settings.token);
		const picture = { columns, source, settings, lines: found.lines, scrolled, focus, cursor: state.cursor, pair };
		state.picture = picture;
		const pen = canvas.getContext("2d") as CanvasRenderingContext2D;
		const ratio = window.devicePixelRatio;
		pen.setTransform(ratio, 0, 0, ratio, 0, 0);
		canvas.dataset.lines = String(paint(pen, scene, picture));
		canvas.dataset.lead = scene.selection.lead.join();
		choose.draw(settings);
		summary.textContent = summaryOf(scene, picture, found);
		ends.replaceChildren(...(focus === null ? ["\u00a0"] : sentenceOf(scene, picture, focused(picture))));
		const name = [scene.words("Attention as lines"), leadName(scene, scene.selection.lead)].filter(Boolean).join(", ");
		scroller.setAttribute("aria-label", name);
	}

	return {
		node,
		draw(changes, given) {
			if (changes.has("theme")) widths = measurer(scene, canvas);
			room = given;
			node.style.width = `${room.width}px`;
			show();
		},
		dispose() {
			cancelAnimationFrame(frame);
			stop();
			node.replaceChildren();
		},
	};
}

/** The token whose lines are shown: the pinned one, unless the cursor stands on another of its column. */
function focusOf(cursor: Place | null, pinned: Place | null): Place | null {
	return cursor !== null && (pinned === null || cursor.side === pinned.side) ? cursor : pinned;
}

/** Measures both sides' labels; they stay as they are as long as the letters do. */
function measurer({ map, palette }: Scene, canvas: HTMLCanvasElement): (pooling: readonly number[]) => LabelWidths {
	const [query, key] = [map.query, map.key].map((axis) => widestLabel(canvas, longestLabels(axis), palette.font));
	const room = (width: number, per: number): number => width + (per > 1 ? 5.5 : 0);
	return ([down, across]) => ({ query: room(query, down), key: room(key, across) });
}

function place(canvas: HTMLCanvasElement, spacer: HTMLElement, scroller: HTMLElement, columns: Columns): void {
	const ratio = window.devicePixelRatio;
	const [width, height] = [Math.ceil(columns.width * ratio), Math.ceil(columns.height * ratio)];
	if (canvas.width !== width) canvas.width = width;
	if (canvas.height !== height) canvas.height = height;
	canvas.style.width = `${columns.width}px`;
	canvas.style.height = `${columns.height}px`;
	scroller.style.height = `${columns.height}px`;
	scroller.style.width = `${columns.width}px`;
	spacer.style.height = `${columns.whole - columns.height}px`;
}

/** Starts where the matrix was looked at. */
function startOf({ viewport }: Scene, columns: Columns, per: number): number {
	if (viewport.isWhole) return 0;
	return scrollTo(columns, { side: "query", index: Math.floor(viewport.query[0] / per) }, columns.whole);
}
