import type { Sound } from "@attention-lab/attention/map";
import { element } from "../../element";
import { errorBox } from "../../error-box";
import { labelOf } from "../../layout/tokens";
import { type Bench, benchOf, namesOf } from "../media/bench";
import { overlayBar } from "../media/overlay-bar";
import { listen } from "../media/pointing";
import { renewed } from "../media/renewed";
import { focusSentence, pairSpoken } from "../media/sentence";
import { shade, WEIGHTS_ALONE } from "../media/shade";
import { tokenLists } from "../media/token-lists";
import type { Scene, View } from "../view";
import { peaksOf } from "./path";
import { moveSlice, type Slices, timeOf, tokenAtShare } from "./slices";
import { drawCurve, drawPath, drawSlice, drawTime, HEIGHTS, pointOf, TOTAL } from "./sound-chrome";
import { decodeSound, slicesOf, soundOf } from "./sound-of";
import { spectrogramCanvas } from "./spectrogram";

const WIDEST = 900;

/**
 * The chosen head over the sound that it listened to: the spectrogram in grey, a token's weights over it and under it
 * along the same seconds, and beside it every token that is no stretch of time.
 */
export const sound = renewed(({ map }) => soundOf(map), make);

function make(scene: Scene): View {
	const { map, words } = scene;
	const source = soundOf(map) as Sound;
	const slices = slicesOf(source, map);
	const bench = benchOf(scene, "sound", source.axis, source.skip + (slices.count >> 1), 0.6);
	const { focus } = bench;
	const names = namesOf(scene, bench, (token) => {
		const time = timeOf(slices, token);
		return time && words("%1–%2 s", time[0].toFixed(2), time[1].toFixed(2));
	});
	const say = (): void => scene.announce(pairSpoken(scene, names));
	const signals = new AbortController();

	const bar = overlayBar(scene, bench.change, { path: bench.beside !== null });
	const base = element("canvas", "al-Sound-base", { "aria-hidden": "true" });
	const band = element("canvas", "al-Sound-band", { "aria-hidden": "true" });
	const chrome = element("canvas", "al-Sound-chrome", { "aria-hidden": "true" });
	const board = element("div", "al-Media-board al-Sound-board", { tabindex: "0", role: "application" });
	board.setAttribute(
		"aria-description",
		words("Arrow keys move over the time, Enter pins a moment, Escape lets it go."),
	);
	board.append(base, band, chrome);
	const titles = { rest: words("no moment of the sound"), words: words("words") };
	const lists = tokenLists(scene, bench, [...Array(source.skip).keys()], titles, say, signals.signal);
	const caption = element("div", "al-Media-caption");
	const fault = element("div", "al-Media-fault");
	const node = element("div", "al-Sound al-Media", {}, bar.node, fault, board, lists.node, caption);
	const places = {
		at: (x: number) => tokenAtShare(slices, x),
		move: (from: number | null, key: string) => moveSlice(slices, from, key),
	};
	listen(scene, board, bench, places, say, signals.signal);

	let bytes: Uint8Array | null = null;
	let grey: OffscreenCanvas | null = null;
	let paint = (): void => undefined;
	board.dataset.state = "loading";
	decodeSound(source).then(
		(decoded) => {
			if (signals.signal.aborted) return;
			bytes = decoded;
			board.dataset.state = "ready";
			paint();
		},
		(error: unknown) => {
			if (signals.signal.aborted) return;
			board.dataset.state = "broken";
			fault.replaceChildren(errorBox(words("The sound cannot be shown; its weights can"), error));
			paint();
		},
	);

	return {
		node,
		draw(changes, room) {
			if (changes.has("theme")) grey = null;
			const width = Math.max(1, Math.min(WIDEST, Math.floor(room.width)));
			node.style.maxWidth = `${room.width}px`;
			if (changes.has("room") || changes.has("theme")) place(board, [base, band, chrome], width);
			bar.show(bench.settings());
			const line = focus.line();
			const spreads = bench.spreads();
			const values = spreads ? line.slice(slices.skip) : null;
			board.style.height = `${spreads ? TOTAL : HEIGHTS.spectrogram + HEIGHTS.axis}px`;
			paint = () => {
				if (bytes !== null) grey ??= spectrogramCanvas(bytes, source.bins, source.frames, scene.palette.light);
				paintBase(scene, base, bench, grey, values);
			};
			paint();
			paintBand(scene, band, values);
			drawChrome(scene, chrome, bench, slices, values, width);
			lists.show(line);
			caption.textContent = focusSentence(scene, focus, names, line, (token) => !spreads || token >= slices.skip);
			board.setAttribute("aria-label", caption.textContent);
		},
		dispose() {
			signals.abort();
			node.replaceChildren();
		},
	};
}

function place(board: HTMLElement, canvases: [HTMLCanvasElement, HTMLCanvasElement, HTMLCanvasElement], width: number) {
	const ratio = window.devicePixelRatio;
	const heights = [HEIGHTS.spectrogram, HEIGHTS.band, TOTAL];
	board.style.width = `${width}px`;
	canvases.forEach((canvas, i) => {
		canvas.width = Math.round(width * ratio);
		canvas.height = Math.round(heights[i] * ratio);
		canvas.style.width = `${width}px`;
		canvas.style.height = `${heights[i]}px`;
	});
	canvases[1].style.top = `${HEIGHTS.spectrogram + HEIGHTS.axis}px`;
}

/** One row of weights as a plane. */
function rowOf(values: Float32Array) {
	return { rows: 1, columns: values.length, values, pooling: [1, 1] as [number, number], exact: false };
}

function paintBase(
	scene: Scene,
	canvas: HTMLCanvasElement,
	bench: Bench,
	grey: OffscreenCanvas | null,
	values: Float32Array | null,
): void {
	const pen = canvas.getContext("2d", { willReadFrequently: true }) as CanvasRenderingContext2D;
	const { style, strength } = bench.settings();
	pen.clearRect(0, 0, canvas.width, canvas.height);
	if (grey !== null) pen.drawImage(grey, 0, 0, canvas.width, canvas.height);
	if (values === null) return;
	const veil = scene.palette.light ? "#fff" : "#000";
	shade(pen, rowOf(values), grey === null ? WEIGHTS_ALONE : { style, strength, veil }, scene.scale);
}

function paintBand(scene: Scene, canvas: HTMLCanvasElement, values: Float32Array | null): void {
	canvas.hidden = values === null;
	if (values === null) return;
	const pen = canvas.getContext("2d", { willReadFrequently: true }) as CanvasRenderingContext2D;
	shade(pen, rowOf(values), WEIGHTS_ALONE, scene.scale);
}

function drawChrome(
	scene: Scene,
	canvas: HTMLCanvasElement,
	bench: Bench,
	slices: Slices,
	values: Float32Array | null,
	width: number,
): void {
	const pen = canvas.getContext("2d") as CanvasRenderingContext2D;
	const ratio = window.devicePixelRatio;
	pen.setTransform(ratio, 0, 0, ratio, 0, 0);
	pen.clearRect(0, 0, width + 1, TOTAL);
	drawTime(pen, scene, slices.seconds, width);
	if (values !== null) drawCurve(pen, scene, values, width);
	const { focus, side, beside } = bench;
	if (focus.other !== null && side !== focus.axis) drawSlice(pen, scene, slices, focus.other, width, true);
	if (side !== focus.across) drawSlice(pen, scene, slices, focus.index, width, false);
	if (beside !== null && bench.settings().path) drawPeaks(pen, scene, bench, slices, width);
}

/** The alignment: one peak per query, joined in the order of the queries. */
function drawPeaks(pen: CanvasRenderingContext2D, scene: Scene, bench: Bench, slices: Slices, width: number): void {
	const { map, weights, selection } = scene;
	const onQuery = bench.side === "query";
	const others = onQuery ? map.key : map.query;
	const peaks = peaksOf(weights.plane(selection.lead), map.query.size, map.key.size);
	const timed = peaks.filter((peak) => (onQuery ? peak.query : peak.key) >= slices.skip);
	const points = timed.map((peak) => pointOf(peak, onQuery, slices, others.size, width));
	const names = timed.map((peak, i) => {
		if (!onQuery) return labelOf(map.query, peak.query);
		return peak.key === timed[i - 1]?.key ? null : labelOf(map.key, Math.floor(peak.key));
	});
	drawPath(pen, scene, points, names);
}
