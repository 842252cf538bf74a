import { colourOf, inkOn } from "../colours/colour-scale";
import { columnAt, type Frame, rowAt, shown } from "../layout/frame";
import { pixelOf } from "../maps/plane";
import type { Cell } from "../selection";
import { drawLabels } from "./matrix-labels";
import type { Scene } from "./view";

type Pen = CanvasRenderingContext2D;

/** Cells at least this large carry their number, as long as no more of them are on the screen. */
const NUMBERED = { side: 30, most: 150 };

/** Everything about a matrix that is not its weights: axis titles, tokens, frame, numbers, pin and cursor. */
export function drawChrome(
	canvas: HTMLCanvasElement,
	scene: Scene,
	frame: Frame,
	ratio = window.devicePixelRatio,
): void {
	const pen = canvas.getContext("2d") as Pen;
	pen.setTransform(ratio, 0, 0, ratio, 0, 0);
	pen.clearRect(0, 0, frame.totalWidth + 1, frame.totalHeight + 1);
	const { selection } = scene;
	drawLabels(pen, scene, frame);
	drawNumbers(pen, scene, frame);
	pen.strokeStyle = scene.palette.line;
	pen.lineWidth = 1;
	pen.strokeRect(frame.left - 0.5, frame.top - 0.5, frame.width + 1, frame.height + 1);
	const { query, key } = shown(frame, scene.map.query.size, scene.map.key.size);
	const visible = (cell: Cell | null): cell is Cell =>
		cell !== null && cell.query >= query[0] && cell.query < query[1] && cell.key >= key[0] && cell.key < key[1];
	pen.save();
	pen.beginPath();
	pen.rect(0, 0, frame.left + frame.width + 2, frame.top + frame.height + 2);
	pen.clip();
	if (visible(selection.look) && !numbered(scene, frame)) drawCross(pen, scene, frame, selection.look);
	if (visible(selection.pin)) outline(pen, scene, frame, selection.pin, true);
	if (visible(selection.look)) outline(pen, scene, frame, selection.look, false);
	pen.restore();
}

function numbered({ map }: Scene, frame: Frame): boolean {
	const { query, key } = shown(frame, map.query.size, map.key.size);
	const few = (query[1] - query[0]) * (key[1] - key[0]) <= NUMBERED.most;
	return few && Math.min(frame.cellX, frame.cellY) >= NUMBERED.side;
}

function drawNumbers(pen: Pen, scene: Scene, frame: Frame): void {
	if (!numbered(scene, frame)) return;
	const { map, weights, selection, palette, scale } = scene;
	const { query: rows, key: columns } = shown(frame, map.query.size, map.key.size);
	pen.font = `11px ${palette.font}`;
	pen.textAlign = "center";
	pen.textBaseline = "middle";
	for (let query = rows[0]; query < rows[1]; query++) {
		for (let key = columns[0]; key < columns[1]; key++) {
			const plane = weights.finest(selection.lead, query, key);
			const weight = plane.values[pixelOf(plane, query, key)];
			if (Number.isNaN(weight) || Math.max(...plane.pooling) > 1) continue;
			pen.fillStyle = inkOn(colourOf(scale, weight));
			const text = weight.toFixed(2).replace(/^(-?)0/, "$1");
			pen.fillText(text, columnAt(frame, key), rowAt(frame, query) + 0.5);
		}
	}
}

/** Thin lines from the cell to its two tokens. */
function drawCross(pen: Pen, scene: Scene, frame: Frame, cell: Cell): void {
	const [x, y] = [columnAt(frame, cell.key), rowAt(frame, cell.query)];
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
	const x = columnAt(frame, cell.key) - width / 2;
	const y = rowAt(frame, cell.query) - height / 2;
	pen.lineWidth = 1;
	pen.strokeStyle = scene.palette.ground;
	pen.strokeRect(x + 0.5, y + 0.5, width - 1, height - 1);
	pen.lineWidth = pinned ? 2 : 1.5;
	pen.strokeStyle = pinned ? scene.palette.ink : scene.palette.accent;
	pen.strokeRect(x - 0.75, y - 0.75, width + 1.5, height + 1.5);
}
