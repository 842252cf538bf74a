import type { Bench } from "../media/bench";
import { edge } from "../media/shade";
import type { Scene } from "../view";
import { type Patches, patchOf } from "./patches";

type Pen = CanvasRenderingContext2D;

/** Patches smaller than this many device pixels have no lines between them. */
const LINED = 8;

/** The patch grid, rings around the chosen patches, and the number of the one under the pointer. */
export function drawChrome(canvas: HTMLCanvasElement, scene: Scene, bench: Bench, patches: Patches): void {
	const pen = canvas.getContext("2d") as Pen;
	pen.clearRect(0, 0, canvas.width, canvas.height);
	drawGrid(pen, patches);
	const { focus, side } = bench;
	const { look } = scene.selection;
	const isOn = (axis: string): boolean => side === "both" || side === axis;
	if (focus.other !== null && isOn(focus.across)) ring(pen, scene, patches, focus.other, true);
	if (isOn(focus.axis)) ring(pen, scene, patches, focus.index, false);
	const at = look === null ? null : focus.at(side);
	if (at !== null) number(pen, scene, patches, at);
}

function drawGrid(pen: Pen, { rows, columns }: Patches): void {
	const { width, height } = pen.canvas;
	if (Math.min(width / columns, height / rows) < LINED) return;
	pen.fillStyle = "rgb(128 128 128 / 35%)";
	for (let row = 1; row < rows; row++) pen.fillRect(0, edge(row, rows, height), width, 1);
	for (let column = 1; column < columns; column++) pen.fillRect(edge(column, columns, width), 0, 1, height);
}

interface Box {
	x: number;
	y: number;
	width: number;
	height: number;
}

function boxOf({ canvas }: Pen, patches: Patches, token: number): Box | null {
	const at = patchOf(patches, token);
	if (at === null) return null;
	const x = edge(at.column, patches.columns, canvas.width);
	const y = edge(at.row, patches.rows, canvas.height);
	const width = edge(at.column + 1, patches.columns, canvas.width) - x;
	return { x, y, width, height: edge(at.row + 1, patches.rows, canvas.height) - y };
}

/** A ring that shows on every picture: white within black, dashed at the other end of the weight. */
function ring(pen: Pen, { palette }: Scene, patches: Patches, token: number, dashed: boolean): void {
	const box = boxOf(pen, patches, token);
	if (box === null) return;
	const line = 2 * window.devicePixelRatio;
	pen.lineWidth = 2 * line;
	pen.strokeStyle = dashed ? "#000" : palette.accent;
	pen.strokeRect(box.x, box.y, box.width, box.height);
	pen.lineWidth = line;
	pen.strokeStyle = "#fff";
	if (dashed) pen.setLineDash([2 * line, line]);
	pen.strokeRect(box.x, box.y, box.width, box.height);
	pen.setLineDash([]);
}

function number(pen: Pen, { palette }: Scene, patches: Patches, token: number): void {
	const box = boxOf(pen, patches, token);
	if (box === null) return;
	const ratio = window.devicePixelRatio;
	const text = String(token - patches.skip);
	pen.font = `${11 * ratio}px ${palette.font}`;
	const width = pen.measureText(text).width + 8 * ratio;
	const height = 16 * ratio;
	const x = Math.max(0, Math.min(pen.canvas.width - width, box.x + (box.width - width) / 2));
	const above = box.y - height - 3 * ratio;
	const y = above >= 0 ? above : Math.min(pen.canvas.height - height, box.y + box.height + 3 * ratio);
	pen.fillStyle = palette.ground;
	pen.fillRect(x, y, width, height);
	pen.strokeStyle = palette.ink;
	pen.lineWidth = ratio;
	pen.strokeRect(x, y, width, height);
	pen.fillStyle = palette.ink;
	pen.textAlign = "center";
	pen.textBaseline = "middle";
	pen.fillText(text, x + width / 2, y + height / 2 + 0.5);
}
