import type { Image } from "@attention-lab/attention/map";
import { element } from "../../element";
import { errorBox } from "../../error-box";
import { type Bench, benchOf, namesOf } from "../media/bench";
import { overlayBar } from "../media/overlay-bar";
import { listen } from "../media/pointing";
import { renewed } from "../media/renewed";
import { focusSentence, pairSpoken } from "../media/sentence";
import { shade, WEIGHTS_ALONE } from "../media/shade";
import { tokenLists } from "../media/token-lists";
import type { Room, Scene, View } from "../view";
import { decodeImage } from "./decode";
import { imageOf, patchesOf } from "./image";
import { movePatch, type Patches, patchOf, tokenAt, tokensBeside } from "./patches";
import { drawChrome } from "./picture-chrome";

/** Narrower than this, the tokens stand under the picture. */
const BESIDE = 480;
const LIST = 190;
const TALLEST = 420;

/**
 * The chosen head over the picture that it looked at: a token's weights over the patches, and beside the picture every
 * token that has no place on it.
 */
export const picture = renewed(({ map }) => imageOf(map), make);

function make(scene: Scene): View {
	const image = imageOf(scene.map) as Image;
	const patches = patchesOf(image);
	const bench = benchOf(scene, "picture", image.axis, homeOf(patches), 0.85);
	const { focus } = bench;
	const names = namesOf(scene, bench, (token) => {
		const at = patchOf(patches, token);
		return at && scene.words("patch %1 (row %2, column %3)", token - patches.skip, at.row, at.column);
	});
	const say = (): void => scene.announce(pairSpoken(scene, names));
	const signals = new AbortController();

	const bar = overlayBar(scene, bench.change, { path: false });
	const base = element("canvas", "al-Picture-base", { "aria-hidden": "true" });
	const chrome = element("canvas", "al-Picture-chrome", { "aria-hidden": "true" });
	const board = element("div", "al-Media-board al-Picture-board", { tabindex: "0", role: "application" }, base, chrome);
	const help = scene.words("Arrow keys move over the patches, Enter pins one, Escape lets it go.");
	board.setAttribute("aria-description", help);
	const titles = { rest: scene.words("not on the picture"), words: scene.words("words") };
	const rest = tokensBeside(patches, scene.map[image.axis === "key" ? "key" : "query"].size);
	const lists = tokenLists(scene, bench, rest, titles, say, signals.signal);
	const caption = element("div", "al-Media-caption");
	const fault = element("div", "al-Media-fault");
	const body = element("div", "al-Media-body", {}, board, lists.node);
	const node = element("div", "al-Picture al-Media", {}, bar.node, fault, body, caption);
	const places = {
		at: (x: number, y: number) => tokenAt(patches, x, y),
		move: (from: number | null, key: string) => movePatch(patches, from ?? -1, key),
	};
	listen(scene, board, bench, places, say, signals.signal);

	let bitmap: ImageBitmap | null = null;
	let paint = (): void => undefined;
	board.dataset.state = "loading";
	decodeImage(image).then(
		(decoded) => {
			if (signals.signal.aborted) return decoded.close();
			bitmap = decoded;
			board.dataset.state = "ready";
			paint();
		},
		(error: unknown) => {
			if (signals.signal.aborted) return;
			board.dataset.state = "broken";
			fault.replaceChildren(errorBox(scene.words("The picture cannot be shown; its weights can"), error));
			paint();
		},
	);

	return {
		node,
		draw(changes, room) {
			const settings = bench.settings();
			if (changes.has("room") || changes.has("theme")) {
				node.style.maxWidth = `${room.width}px`;
				node.classList.toggle("al-mod-beside", lists.any && room.width >= BESIDE);
				place(board, [base, chrome], sizeOf(image, room, lists.any));
			}
			const line = focus.line();
			const spreads = bench.spreads();
			bar.show(settings);
			paint = () => paintBase(scene, base, bitmap, patches, bench, spreads ? line : null);
			paint();
			drawChrome(chrome, scene, bench, patches);
			lists.show(line);
			const isHere = (token: number): boolean => patchOf(patches, token) !== null;
			caption.textContent = focusSentence(scene, focus, names, line, (token) => !spreads || isHere(token));
			board.setAttribute("aria-label", caption.textContent);
		},
		dispose() {
			signals.abort();
			bitmap?.close();
			node.replaceChildren();
		},
	};
}

/** The first focus: the token before the patches, which usually gathers the whole picture, else the middle patch. */
function homeOf({ rows, columns, skip }: Patches): number {
	return skip > 0 ? 0 : (rows >> 1) * columns + (columns >> 1);
}

/** The picture's proportions within the room, in whole device pixels. */
function sizeOf(image: Image, room: Room, listed: boolean): [number, number] {
	const wide = room.width - (listed && room.width >= BESIDE ? LIST + 16 : 0);
	const scale = Math.min(wide / image.width, Math.min(TALLEST, room.height) / image.height);
	const device = (side: number): number => Math.max(1, Math.floor(side * scale * window.devicePixelRatio));
	return [device(image.width), device(image.height)];
}

function place(board: HTMLElement, canvases: HTMLCanvasElement[], [width, height]: [number, number]): void {
	const ratio = window.devicePixelRatio;
	for (const node of [board, ...canvases]) {
		node.style.width = `${width / ratio}px`;
		node.style.height = `${height / ratio}px`;
	}
	for (const canvas of canvases) {
		canvas.width = width;
		canvas.height = height;
	}
}

function paintBase(
	scene: Scene,
	canvas: HTMLCanvasElement,
	bitmap: ImageBitmap | null,
	{ rows, columns, skip }: Patches,
	bench: Bench,
	line: Float32Array | null,
): void {
	const pen = canvas.getContext("2d", { willReadFrequently: true }) as CanvasRenderingContext2D;
	const { style, strength } = bench.settings();
	pen.clearRect(0, 0, canvas.width, canvas.height);
	if (bitmap !== null) pen.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
	if (line === null) return;
	const values = line.slice(skip, skip + rows * columns);
	const plane = { rows, columns, values, pooling: [1, 1] as [number, number], exact: false };
	if (bitmap === null) shade(pen, plane, WEIGHTS_ALONE, scene.scale);
	else shade(pen, plane, { style, strength, veil: "#000" }, scene.scale);
}
