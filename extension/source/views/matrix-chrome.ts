import type { Axis } from "@attention-lab/attention/map";
import { colourOf, inkOn } from "../colours/colour-scale";
import { type Frame, TITLE } from "../layout/frame";
import { fitText, visibleLabels } from "../layout/labels";
import { labelOf, stacks } from "../layout/tokens";
import { pixelOf } from "../maps/plane";
import type { Cell } from "../selection";
import type { Scene } from "./view";

type Pen = CanvasRenderingContext2D;

/** From one label's line to the next, in font sizes. */
const LEADING = 1.1;

/** Cells at least this large carry their number, in maps that have no more of them. */
const NUMBERED = { side: 30, most: 150 };

/** Width of the widest text in a font of size 1. */
export function widestLabel(canvas: HTMLCanvasElement, labels: readonly string[], font: string): number {
	const pen = canvas.getContext("2d") as Pen;
	pen.font = `600 100px ${font}`;
	return Math.max(0, ...labels.map((label) => pen.measureText(label).width)) / 100;
}

/** Everything about a matrix that is not its weights: axis titles, tokens, frame, numbers, pin and cursor. */
export function drawChrome(canvas: HTMLCanvasElement, scene: Scene, frame: Frame): void {
	const pen = canvas.getContext("2d") as Pen;
	const ratio = window.devicePixelRatio;
	pen.setTransform(ratio, 0, 0, ratio, 0, 0);
	pen.clearRect(0, 0, frame.totalWidth + 1, frame.totalHeight + 1);
	const { selection } = scene;
	drawTitles(pen, scene, frame);
	drawRows(pen, scene, frame);
	drawColumns(pen, scene, frame);
	drawNumbers(pen, scene, frame);
	pen.strokeStyle = scene.palette.line;
	pen.lineWidth = 1;
	pen.strokeRect(frame.left - 0.5, frame.top - 0.5, frame.width + 1, frame.height + 1);
	if (selection.look !== null && !numbered(scene, frame)) drawCross(pen, scene, frame, selection.look);
	if (selection.pin !== null) outline(pen, scene, frame, selection.pin, true);
	if (selection.look !== null) outline(pen, scene, frame, selection.look, false);
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

function marks(scene: Scene, of: keyof Cell): number[] {
	const { look, pin } = scene.selection;
	return [look, pin].flatMap((cell) => (cell === null ? [] : [cell[of]]));
}

function drawRows(pen: Pen, scene: Scene, frame: Frame): void {
	const axis: Axis = scene.map.query;
	const marked = marks(scene, "query");
	pen.textBaseline = "middle";
	pen.textAlign = "right";
	for (const row of visibleLabels(axis.size, frame.cellY, frame.fontSize * LEADING, marked)) {
		pen.save();
		pen.translate(frame.left - 6, frame.top + (row + 0.5) * frame.cellY + 0.5);
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
	for (const column of visibleLabels(axis.size, frame.cellX, frame.upright ? frame.fontSize * LEADING : 1, marked)) {
		pen.save();
		pen.translate(frame.left + (column + 0.5) * frame.cellX, frame.top - 6);
		const label = labelOf(axis, column);
		if (frame.upright && stacks(label)) stack(pen, scene, label, room, marked.includes(column), frame.fontSize);
		else {
			if (frame.upright) pen.rotate(-Math.PI / 2);
			write(pen, scene, label, room, marked.includes(column), frame.fontSize);
		}
		pen.restore();
	}
}

function numbered({ map }: Scene, frame: Frame): boolean {
	const few = map.query.size * map.key.size <= NUMBERED.most;
	return few && Math.min(frame.cellX, frame.cellY) >= NUMBERED.side;
}

function drawNumbers(pen: Pen, scene: Scene, frame: Frame): void {
	if (!numbered(scene, frame)) return;
	const { map, weights, selection, palette, scale } = scene;
	const plane = weights.plane(selection.lead);
	pen.font = `11px ${palette.font}`;
	pen.textAlign = "center";
	pen.textBaseline = "middle";
	for (let query = 0; query < map.query.size; query++) {
		for (let key = 0; key < map.key.size; key++) {
			const weight = plane.values[pixelOf(plane, query, key)];
			if (Number.isNaN(weight)) continue;
			pen.fillStyle = inkOn(colourOf(scale, weight));
			const x = frame.left + (key + 0.5) * frame.cellX;
			pen.fillText(weight.toFixed(2).replace(/^0/, ""), x, frame.top + (query + 0.5) * frame.cellY + 0.5);
		}
	}
}

/** Thin lines from the cell to its two tokens. */
function drawCross(pen: Pen, scene: Scene, frame: Frame, cell: Cell): void {
	const x = frame.left + (cell.key + 0.5) * frame.cellX;
	const y = frame.top + (cell.query + 0.5) * frame.cellY;
	pen.strokeStyle = scene.palette.accent;
	pen.globalAlpha = 0.55;
	pen.lineWidth = 1;
	pen.beginPath();
	pen.moveTo(frame.left, y);
	pen.lineTo(x - frame.cellX / 2 - 2, y);
	pen.moveTo(x, frame.top);
	pen.lineTo(x, y - frame.cellY / 2 - 2);
	pen.stroke();
	pen.globalAlpha = 1;
}

/** A ring around a cell that shows on every colour: ground inside, accent (or ink, when pinned) outside. */
function outline(pen: Pen, scene: Scene, frame: Frame, cell: Cell, pinned: boolean): void {
	const least = 5;
	const width = Math.max(least, frame.cellX);
	const height = Math.max(least, frame.cellY);
	const x = frame.left + (cell.key + 0.5) * frame.cellX - width / 2;
	const y = frame.top + (cell.query + 0.5) * frame.cellY - height / 2;
	pen.lineWidth = 1;
	pen.strokeStyle = scene.palette.ground;
	pen.strokeRect(x + 0.5, y + 0.5, width - 1, height - 1);
	pen.lineWidth = pinned ? 2 : 1.5;
	pen.strokeStyle = pinned ? scene.palette.ink : scene.palette.accent;
	pen.strokeRect(x - 0.75, y - 0.75, width + 1.5, height + 1.5);
}
