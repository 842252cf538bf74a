import { formatWeight } from "../../colours/ticks";
import { edge } from "../media/shade";
import type { Scene } from "../view";
import type { Peak } from "./path";
import { type Slices, secondsTicks } from "./slices";

type Pen = CanvasRenderingContext2D;

/** CSS pixels from top to bottom: spectrogram, axis of time, colour band, curve. */
export const HEIGHTS = { spectrogram: 180, axis: 20, band: 12, curve: 64 };
export const TOTAL = HEIGHTS.spectrogram + HEIGHTS.axis + HEIGHTS.band + HEIGHTS.curve;

/** Room for a word above the first point of a path, and for the line below the last. */
const MARGIN = { above: 8, below: 2 };

/** Round seconds under the spectrogram. */
export function drawTime(pen: Pen, { palette, words }: Scene, seconds: number, width: number): void {
	pen.font = `11px ${palette.font}`;
	pen.textBaseline = "top";
	const top = HEIGHTS.spectrogram;
	for (const tick of secondsTicks(seconds, width)) {
		const x = Math.min(width - 0.5, (tick / seconds) * width + 0.5);
		pen.fillStyle = palette.soft;
		pen.fillRect(x - 0.5, top, 1, 4);
		const text = words("%1 s", tick);
		const half = pen.measureText(text).width / 2;
		pen.textAlign = "center";
		pen.fillText(text, Math.max(half, Math.min(width - half, x)), top + 5);
	}
}

/** The weights over time, from zero to the largest of them, which is written beside it. */
export function drawCurve(pen: Pen, { palette }: Scene, values: Float32Array, width: number): void {
	const bottom = TOTAL - 0.5;
	const height = HEIGHTS.curve - 14;
	const largest = values.reduce((most, weight) => Math.max(most, Math.abs(weight) || 0), 0);
	pen.beginPath();
	pen.moveTo(0, bottom);
	values.forEach((weight, i) => {
		const y = bottom - (largest > 0 ? (Math.abs(weight) || 0) / largest : 0) * height;
		pen.lineTo((i / values.length) * width, y);
		pen.lineTo(((i + 1) / values.length) * width, y);
	});
	pen.lineTo(width, bottom);
	pen.globalAlpha = 0.18;
	pen.fillStyle = palette.ink;
	pen.fill();
	pen.globalAlpha = 1;
	pen.strokeStyle = palette.ink;
	pen.lineWidth = 1.25;
	pen.stroke();
	pen.font = `11px ${palette.font}`;
	pen.textAlign = "start";
	pen.textBaseline = "top";
	pen.fillStyle = palette.soft;
	pen.fillText(`↑ ${formatWeight(largest)}`, 2, TOTAL - HEIGHTS.curve + 1);
}

/** Two lines around a stretch of time, over the whole height; dashed at the other end of the weight. */
export function drawSlice(pen: Pen, { palette }: Scene, slices: Slices, token: number, width: number, other: boolean) {
	const slice = token - slices.skip;
	if (slice < 0 || slice >= slices.count) return;
	const ratio = window.devicePixelRatio;
	const from = edge(slice, slices.count, width * ratio) / ratio;
	const to = Math.max(from + 2, edge(slice + 1, slices.count, width * ratio) / ratio);
	const line = (thick: number, colour: string): void => {
		pen.lineWidth = thick;
		pen.strokeStyle = colour;
		pen.strokeRect(from, 1, to - from, HEIGHTS.spectrogram - 2);
	};
	line(4, other ? "#000" : palette.accent);
	if (other) pen.setLineDash([5, 3]);
	line(1.5, "#fff");
	pen.setLineDash([]);
}

/** Where a peak stands: time across, the other axis down. */
export function pointOf(peak: Peak, onQuery: boolean, slices: Slices, others: number, width: number): [number, number] {
	const [time, other] = onQuery ? [peak.query, peak.key] : [peak.key, peak.query];
	const x = ((time - slices.skip + 0.5) / slices.count) * width;
	const { above, below } = MARGIN;
	return [x, above + ((other + 0.5) / others) * (HEIGHTS.spectrogram - above - below)];
}

/** The peaks as a line over the spectrogram, with a word at each point that has one where there is room for all. */
export function drawPath(
	pen: Pen,
	scene: Scene,
	points: readonly [number, number][],
	names: readonly (string | null)[],
): void {
	const trace = (thick: number, colour: string): void => {
		pen.lineWidth = thick;
		pen.strokeStyle = colour;
		pen.beginPath();
		for (const [x, y] of points) pen.lineTo(x, y);
		pen.stroke();
	};
	pen.lineJoin = "round";
	trace(5, scene.palette.ground);
	trace(2, scene.palette.accent);
	if (names.filter(Boolean).length * 11 > HEIGHTS.spectrogram) return;
	pen.font = `11px ${scene.palette.font}`;
	pen.textBaseline = "middle";
	points.forEach(([x, y], i) => {
		const name = names[i];
		if (name === null) return;
		const right = x + 8 + pen.measureText(name).width < pen.canvas.width / window.devicePixelRatio;
		const above = Math.max(7, y - 7);
		pen.textAlign = right ? "left" : "right";
		pen.lineWidth = 3;
		pen.strokeStyle = scene.palette.ground;
		pen.fillStyle = scene.palette.ink;
		pen.strokeText(name, x + (right ? 5 : -5), above);
		pen.fillText(name, x + (right ? 5 : -5), above);
		pen.fillStyle = scene.palette.accent;
		pen.fillRect(x - 2.5, y - 2.5, 5, 5);
	});
}
