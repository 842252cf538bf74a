import type { PaintedText } from "@attention-lab/attention/map/files";

/** Pixels per point: 576 per inch, finer than printers place ink. */
const SCALE = 8;

/** A text in any script as the browser draws it, for a PDF, whose standard fonts know Latin letters only. */
export function paintText(words: string, size: number): PaintedText {
	const font = `${size * SCALE}px Helvetica, Arial, sans-serif`;
	const measured = new OffscreenCanvas(1, 1).getContext("2d") as OffscreenCanvasRenderingContext2D;
	measured.font = font;
	const { width: advance } = measured.measureText(words);
	const [start, baseline] = [Math.ceil((size * SCALE) / 2), Math.ceil(size * SCALE * 1.3)];
	const [columns, rows] = [Math.ceil(advance) + 2 * start, Math.ceil(size * SCALE * 1.8)];
	const pen = new OffscreenCanvas(columns, rows).getContext("2d") as OffscreenCanvasRenderingContext2D;
	pen.font = font;
	pen.textAlign = "left";
	pen.fillText(words, start, baseline);
	const { data } = pen.getImageData(0, 0, columns, rows);
	const alpha = Uint8Array.from({ length: columns * rows }, (_, i) => data[4 * i + 3]);
	return { alpha, columns, rows, scale: SCALE, baseline, start, advance };
}
