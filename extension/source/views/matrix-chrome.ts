import { colourOf, inkOn } from "../colours/colour-scale";
import type { Frame } from "../layout/frame";
import { pixelOf } from "../maps/plane";
import type { Cell } from "../selection";
import { drawLabels } from "./matrix-labels";
import type { Scene } from "./view";

type Pen = CanvasRenderingContext2D;

/** Cells at least this large carry their number, in maps that have no more of them. */
const NUMBERED = { side: 30, most: 150 };

/** Everything about a matrix that is not its weights: axis titles, tokens, frame, numbers, pin and cursor. */
export function drawChrome(canvas: HTMLCanvasElement, scene: Scene, frame: Frame): void {
	const pen = canvas.getContext("2d") as Pen;
	const ratio = window.devicePixelRatio;
	pen.setTransform(ratio, 0, 0, ratio, 0, 0);
	pen.clearRect(0, 0, frame.totalWidth + 1, frame.totalHeight + 1);
	const { selection } = scene;
	drawLabels(pen, scene, frame);
	drawNumbers(pen, scene, frame);
	pen.strokeStyle = scene.palette.line;
	pen.lineWidth = 1;
	pen.strokeRect(frame.left - 0.5, frame.top - 0.5, frame.width + 1, frame.height + 1);
	if (selection.look !== null && !numbered(scene, frame)) drawCross(pen, scene, frame, selection.look);
	if (selection.pin !== null) outline(pen, scene, frame, selection.pin, true);
	if (selection.look !== null) outline(pen, scene, frame, selection.look, false);
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
