import { savedScale } from "../../colours/scene-scale";
import { type Grid, thumbPlace } from "../../layout/grid";
import { visibleLabels } from "../../layout/labels";
import { labelOf } from "../../layout/tokens";
import { poolPlane } from "../../maps/plane";
import type { Piece } from "../../raster/raster";
import { sharedRaster } from "../../raster/shared";
import { leadOf, shortName } from "../heads";
import type { Scene } from "../view";
import { drawGroups } from "./groups";

/** Fits the board and its canvases to the grid, in device pixels. */
export function place(board: HTMLElement, canvases: HTMLCanvasElement[], grid: Grid): void {
	const ratio = window.devicePixelRatio;
	board.style.width = `${grid.totalWidth}px`;
	board.style.height = `${grid.totalHeight}px`;
	for (const canvas of canvases) {
		canvas.width = Math.ceil(grid.totalWidth * ratio);
		canvas.height = Math.ceil(grid.totalHeight * ratio);
		canvas.style.cssText = `width:${canvas.width / ratio}px;height:${canvas.height / ratio}px`;
	}
}

/** @param heads - The head at each place. */
export function paint(scene: Scene, canvas: HTMLCanvasElement, grid: Grid, heads: readonly number[]): void {
	const ratio = window.devicePixelRatio;
	const width = Math.max(1, Math.round(grid.width * ratio));
	const height = Math.max(1, Math.round(grid.height * ratio));
	const pieces = Array.from({ length: grid.count }, (_, at): Piece => {
		const { x, y } = thumbPlace(grid, at);
		const plane = poolPlane(scene.weights.preview(leadOf(scene, heads[at])), height, width);
		return { plane, x: Math.round(x * ratio), y: Math.round(y * ratio), width, height };
	});
	sharedRaster.paint(canvas, pieces, savedScale(scene));
}

function penOf(canvas: HTMLCanvasElement, scene: Scene, grid: Grid): CanvasRenderingContext2D {
	const pen = canvas.getContext("2d") as CanvasRenderingContext2D;
	const ratio = window.devicePixelRatio;
	pen.setTransform(ratio, 0, 0, ratio, 0, 0);
	pen.clearRect(0, 0, grid.totalWidth, grid.totalHeight);
	pen.font = `10px ${scene.palette.font}`;
	pen.fillStyle = scene.palette.soft;
	pen.textBaseline = "middle";
	pen.textAlign = "center";
	return pen;
}

/** Numbers of layers and heads along the edges. */
export function drawNumbers(canvas: HTMLCanvasElement, scene: Scene, grid: Grid): void {
	const pen = penOf(canvas, scene, grid);
	const { leads } = scene.map;
	const across = leads[leads.length - 1];
	for (const column of visibleLabels(grid.columns, grid.pitchX, 14)) {
		pen.fillText(labelOf(across, column).slice(0, 3), thumbPlace(grid, column).x + grid.width / 2, grid.top - 8);
	}
	drawGroups(pen, grid, scene);
	pen.textAlign = "right";
	if (leads.length === 1 && grid.rows === 1) return;
	for (const row of visibleLabels(grid.rows, grid.pitchY, 11)) {
		const name = leads.length === 1 ? wrappedName(scene, grid, row) : labelOf(leads[leads.length - 2], row).slice(0, 3);
		pen.fillText(name, grid.left - 6, grid.top + row * grid.pitchY + grid.height / 2 + 0.5);
	}
}

/** What a row of a wrapped strip begins with: its groups where heads share keys, else its first head. */
function wrappedName({ words }: Scene, grid: Grid, row: number): string {
	if (grid.groupGap === 0) return String(row * grid.columns).slice(0, 3);
	const each = grid.columns / grid.group;
	return words(
		"k/v %1",
		each === 1 ? row : `${row * each}–${Math.ceil(Math.min(grid.count, (row + 1) * grid.columns) / grid.group) - 1}`,
	);
}

/** "L3 H5" below each thumbnail. */
export function drawNames(canvas: HTMLCanvasElement, scene: Scene, grid: Grid, heads: readonly number[]): void {
	const pen = penOf(canvas, scene, grid);
	for (let at = 0; at < grid.count; at++) {
		const { x, y } = thumbPlace(grid, at);
		pen.fillText(shortName(scene, leadOf(scene, heads[at])), x + grid.width / 2, y + grid.height + 10, grid.pitchX - 2);
	}
}
