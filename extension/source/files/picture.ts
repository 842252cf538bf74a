import { colourOf, shareOf, weightAt } from "../colours/colour-scale";
import { spacedTicks } from "../colours/ticks";
import { closeUp, type Frame, frameOf } from "../layout/frame";
import { fitText } from "../layout/labels";
import { longestLabels } from "../layout/tokens";
import type { Plane } from "../maps/plane";
import { fillPixels } from "../raster/canvas2d";
import { Selection } from "../selection";
import { quantityName } from "../views/colour-bar";
import { drawChrome } from "../views/matrix-chrome";
import { widestLabel } from "../views/matrix-labels";
import type { Scene } from "../views/view";
import { captionOf } from "./caption";
import { regionOf } from "./region";

type Pen = CanvasRenderingContext2D;

/** CSS pixels that the matrix may take in a picture of scale 1. */
const ROOM = { width: 640, height: 640 };
const EDGE = 12;
const LEAST = 420;
const WIDEST = 900;
const TITLE = 20;
const LINE = 15;
const BAR = { length: 320, height: 10, below: 40 };
/** More cells than this are more than pixels. */
const MOST = 2 ** 22;

/** What is on the screen, drawn anew in `scale` pixels per CSS pixel, with title, provenance and colour bar. */
export async function pictureNow(scene: Scene, scale: number): Promise<Blob> {
	const region = await regionOf(scene, "view", MOST);
	const { title, lines } = captionOf(scene, region);
	const canvas = document.createElement("canvas");
	const whole = measure(scene, canvas);
	const place = scene.viewport;
	const frame = place.isWhole ? whole : closeUp(whole, place.query, place.key);
	const head = EDGE + TITLE + lines.length * LINE + 6;
	const room = Math.max(frame.totalWidth, LEAST, Math.min(WIDEST, captionWidth(scene, title, lines)));
	const width = Math.ceil(room + 2 * EDGE);
	const height = Math.ceil(head + frame.totalHeight + 14 + BAR.below + EDGE);
	canvas.width = width * scale;
	canvas.height = height * scale;
	const pen = canvas.getContext("2d") as Pen;
	pen.scale(scale, scale);
	pen.fillStyle = scene.palette.ground;
	pen.fillRect(0, 0, width, height);
	write(pen, title, EDGE, EDGE + 14, `600 15px ${scene.palette.font}`, scene.palette.ink, width - 2 * EDGE);
	lines.forEach((line, i) => {
		const y = EDGE + TITLE + 11 + i * LINE;
		write(pen, line, EDGE, y, `11px ${scene.palette.font}`, scene.palette.soft, width - 2 * EDGE);
	});
	const [rows, columns] = [region.query, region.key].map(([from, to], i) => Math.ceil((to - from) / region.pooling[i]));
	const plane: Plane = {
		rows,
		columns,
		values: region.values,
		pooling: [region.pooling[0], region.pooling[1]],
		exact: region.error === 0,
		origin: [region.query[0], region.key[0]],
	};
	pen.drawImage(cells(scene, plane, frame, scale), EDGE + frame.left, head + frame.top, frame.width, frame.height);
	pen.drawImage(chrome(scene, frame, scale), EDGE, head, Math.ceil(frame.totalWidth), Math.ceil(frame.totalHeight));
	drawBar(pen, scene, EDGE + Math.min(frame.left, width - BAR.length - 3 * EDGE), head + frame.totalHeight + 14);
	return new Promise((resolve, reject) => {
		canvas.toBlob(
			(blob) => (blob === null ? reject(new Error("the picture is too large")) : resolve(blob)),
			"image/png",
		);
	});
}

/** Width of the longest line above the matrix. */
function captionWidth({ palette }: Scene, title: string, lines: readonly string[]): number {
	const pen = document.createElement("canvas").getContext("2d") as Pen;
	pen.font = `600 15px ${palette.font}`;
	const head = pen.measureText(title).width;
	pen.font = `11px ${palette.font}`;
	return Math.max(head, ...lines.map((line) => pen.measureText(line).width)) + 1;
}

function measure({ map, palette }: Scene, canvas: HTMLCanvasElement): Frame {
	return frameOf({
		queries: map.query.size,
		keys: map.key.size,
		...ROOM,
		rowLabel: widestLabel(canvas, longestLabels(map.query), palette.font),
		columnLabel: widestLabel(canvas, longestLabels(map.key), palette.font),
		ratio: 1,
	});
}

function cells({ scale: colours, viewport }: Scene, plane: Plane, frame: Frame, scale: number): HTMLCanvasElement {
	const canvas = document.createElement("canvas");
	const [width, height] = [frame.deviceWidth * scale, frame.deviceHeight * scale];
	canvas.width = width;
	canvas.height = height;
	const { query, key } = viewport;
	const [top, left] = plane.origin as readonly [number, number];
	const part = {
		row: (query[0] - top) / plane.pooling[0],
		column: (key[0] - left) / plane.pooling[1],
		rows: (query[1] - query[0]) / plane.pooling[0],
		columns: (key[1] - key[0]) / plane.pooling[1],
	};
	const image = new ImageData(width, height);
	fillPixels(image.data, { plane, x: 0, y: 0, width, height, part }, colours);
	(canvas.getContext("2d") as Pen).putImageData(image, 0, 0);
	return canvas;
}

/** Tokens, frame, numbers and the pin; the pointer leaves no mark on paper. */
function chrome(scene: Scene, frame: Frame, scale: number): HTMLCanvasElement {
	const canvas = document.createElement("canvas");
	canvas.width = Math.ceil(frame.totalWidth) * scale;
	canvas.height = Math.ceil(frame.totalHeight) * scale;
	const selection = new Selection(scene.map.document.axes.map((axis) => axis.size));
	selection.lead = scene.selection.lead;
	selection.pin = scene.selection.pin;
	drawChrome(canvas, { ...scene, selection }, frame, scale);
	return canvas;
}

function drawBar(pen: Pen, scene: Scene, x: number, y: number): void {
	const { scale, palette } = scene;
	for (let i = 0; i < BAR.length; i++) {
		pen.fillStyle = `rgb(${colourOf(scale, weightAt(scale, i / (BAR.length - 1))).join()})`;
		pen.fillRect(x + i, y, 1, BAR.height);
	}
	pen.strokeStyle = palette.line;
	pen.strokeRect(x - 0.5, y - 0.5, BAR.length + 1, BAR.height + 1);
	const place = (tick: number): number => shareOf(scale, tick) * BAR.length;
	const above = spacedTicks(scale.largest, place, 34);
	const below = scale.signed ? above.filter((tick) => tick > 0).map((tick) => -tick) : [];
	pen.textAlign = "center";
	pen.font = `11px ${palette.font}`;
	pen.fillStyle = palette.soft;
	for (const tick of [...below, ...above]) {
		pen.fillText(String(tick).replace("-", "−"), x + place(tick), y + BAR.height + 13);
	}
	write(pen, quantityName(scene), x, y + BAR.height + 28, `11px ${palette.font}`, palette.soft, BAR.length + EDGE);
}

function write(pen: Pen, text: string, x: number, y: number, font: string, ink: string, room: number): void {
	pen.textAlign = "left";
	pen.textBaseline = "alphabetic";
	pen.font = font;
	pen.fillStyle = ink;
	pen.fillText(
		fitText(text, room, (part) => pen.measureText(part).width),
		x,
		y,
	);
}
