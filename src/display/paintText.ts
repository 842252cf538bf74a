import type { PaintedText } from "../map/files/index";
import { fontsFor } from "./fonts";

/** Pixels per point: 576 per inch, finer than printers place ink. */
const SCALE = 8;

/** A text in any script as the rasteriser draws it, for a PDF, whose standard fonts know Latin letters only. */
export async function paintText(words: string, size: number): Promise<PaintedText> {
	const { Resvg } = require("@resvg/resvg-js") as typeof import("@resvg/resvg-js");
	const font = await fontsFor(words);
	const [start, baseline] = [size / 2, size * 1.3];
	const body = words.replace(/[&<>]/g, (sign) => `&#${sign.charCodeAt(0)};`);
	const text = `<text x="${start}" y="${baseline}" font-size="${size}" xml:space="preserve" fill="#000">${body}</text>`;
	const svg = (width: number) =>
		`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${size * 1.8}" font-family="DejaVu Sans, Noto Sans SC">${text}</svg>`;
	const box = new Resvg(svg(size * 4), { font }).getBBox();
	const advance = box === undefined ? 0 : box.x + box.width - start;
	const image = new Resvg(svg(Math.ceil(advance + size)), { font, fitTo: { mode: "zoom", value: SCALE } }).render();
	const { pixels, width: columns, height: rows } = image;
	const alpha = Uint8Array.from({ length: columns * rows }, (_, i) => pixels[4 * i + 3]);
	return {
		alpha,
		columns,
		rows,
		scale: SCALE,
		baseline: baseline * SCALE,
		start: start * SCALE,
		advance: advance * SCALE,
	};
}
