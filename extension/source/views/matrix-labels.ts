import type { Axis } from "@attention-lab/attention/map";
import { columnAt, type Frame, rowAt, shown, TITLE } from "../layout/frame";
import { fitText, visibleLabels } from "../layout/labels";
import { labelOf, stacks } from "../layout/tokens";
import type { Cell } from "../selection";
import type { Scene } from "./view";

type Pen = CanvasRenderingContext2D;

/** From one label's line to the next, in font sizes. */
const LEADING = 1.1;

/** Width of the widest text in a font of size 1. */
export function widestLabel(canvas: HTMLCanvasElement, labels: readonly string[], font: string): number {
	const pen = canvas.getContext("2d") as Pen;
	pen.font = `600 100px ${font}`;
	return Math.max(0, ...labels.map((label) => pen.measureText(label).width)) / 100;
}

/** The axis titles, and the tokens of both axes; those of the cell looked at and of the pinned one stand out. */
export function drawLabels(pen: Pen, scene: Scene, frame: Frame): void {
	drawTitles(pen, scene, frame);
	drawRows(pen, scene, frame);
	drawColumns(pen, scene, frame);
}

function drawTitles(pen: Pen, scene: Scene, frame: Frame): void {
	pen.font = `11px ${scene.palette.font}`;
	pen.fillStyle = scene.palette.soft;
	pen.textBaseline = "alphabetic";
	pen.textAlign = "left";
	pen.fillText(`${scene.words("key")} →`, frame.left, TITLE - 7);
	pen.textAlign = "right";
	const query = `${scene.words("query")} ↓`;
	if (pen.measureText(query).width < frame.left - 8) pen.fillText(query, frame.left - 6, TITLE - 7);
}

function drawRows(pen: Pen, scene: Scene, frame: Frame): void {
	const axis: Axis = scene.map.query;
	const marked = marks(scene, "query");
	pen.textBaseline = "middle";
	pen.textAlign = "right";
	const { query } = shown(frame, axis.size, scene.map.key.size);
	for (const row of visibleLabels(axis.size, frame.cellY, frame.fontSize * LEADING, marked, query)) {
		const y = rowAt(frame, row);
		if (y < frame.top || y > frame.top + frame.height) continue;
		pen.save();
		pen.translate(frame.left - 6, y + 0.5);
		write(pen, scene, labelOf(axis, row), frame.left - 7, marked.includes(row), frame.fontSize);
		pen.restore();
	}
}

function drawColumns(pen: Pen, scene: Scene, frame: Frame): void {
	const axis: Axis = scene.map.key;
	const marked = marks(scene, "key");
	const room = frame.upright ? frame.top - TITLE - 6 + 1 : frame.cellX;
	pen.textBaseline = frame.upright ? "middle" : "alphabetic";
	pen.textAlign = frame.upright ? "left" : "center";
	const pitch = frame.upright ? frame.fontSize * LEADING : 1;
	const { key } = shown(frame, scene.map.query.size, axis.size);
	for (const column of visibleLabels(axis.size, frame.cellX, pitch, marked, key)) {
		const x = columnAt(frame, column);
		if (x < frame.left || x > frame.left + frame.width) continue;
		pen.save();
		pen.translate(x, frame.top - 6);
		const label = labelOf(axis, column);
		if (frame.upright && stacks(label)) stack(pen, scene, label, room, marked.includes(column), frame.fontSize);
		else {
			if (frame.upright) pen.rotate(-Math.PI / 2);
			write(pen, scene, label, room, marked.includes(column), frame.fontSize);
		}
		pen.restore();
	}
}

function marks(scene: Scene, of: keyof Cell): number[] {
	const { look, pin } = scene.selection;
	return [look, pin].flatMap((cell) => (cell === null ? [] : [cell[of]]));
}

/** Writes one label with the pen's origin at its anchor. */
function write(pen: Pen, scene: Scene, text: string, room: number, marked: boolean, size: number): void {
	pen.font = `${marked ? 600 : 400} ${size}px ${scene.palette.font}`;
	pen.fillStyle = marked ? scene.palette.accent : scene.palette.ink;
	pen.fillText(
		fitText(text, room, (part) => pen.measureText(part).width),
		0,
		0,
	);
}

/** Writes one label downwards, its last letter at the pen's origin. */
function stack(pen: Pen, scene: Scene, text: string, room: number, marked: boolean, size: number): void {
	const line = size * 1.15;
	const letters = [...text].slice(0, Math.max(1, Math.floor(room / line)));
	pen.textAlign = "center";
	pen.textBaseline = "alphabetic";
	letters.reverse().forEach((letter, i) => {
		pen.save();
		pen.translate(0, -i * line);
		write(pen, scene, letter, 2 * line, marked, size);
		pen.restore();
	});
}
