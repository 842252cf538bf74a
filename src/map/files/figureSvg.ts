import { toBase64 } from "../base64";
import type { Rgb } from "../colour";
import { escapeText } from "../escape";
import { MOST_SHAPES, pngOf } from "./raster";
import type { Figure, Shape } from "./shapes";

const FONT =
	"Helvetica, Arial, 'Liberation Sans', 'Noto Sans', 'Noto Sans CJK SC', 'Noto Sans SC', 'PingFang SC', sans-serif";

/** The figure as SVG 1.1 on white: one rectangle per cell up to 20,000 of them, one picture above; texts stay texts. */
export async function figureToSvg(figure: Figure): Promise<string> {
	const { width, height, alt } = figure;
	const bodies = await Promise.all(figure.shapes.map(draw));
	return [
		`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="${escapeText(alt)}" font-family="${FONT}">`,
		`<title>${escapeText(alt)}</title>`,
		`<rect width="${width}" height="${height}" fill="#fff"/>`,
		...bodies,
		"</svg>\n",
	].join("\n");
}

function draw(shape: Shape): string | Promise<string> {
	if (shape.kind === "text") return text(shape);
	if (shape.kind === "cells") return cells(shape);
	if (shape.kind === "frame") {
		const { x, y, width, height, ink } = shape;
		return `<rect x="${n(x)}" y="${n(y)}" width="${n(width)}" height="${n(height)}" fill="none" stroke="${hex(ink)}"/>`;
	}
	const path = shape.segments.map(([x, y, u, v]) => `M${n(x)} ${n(y)}L${n(u)} ${n(v)}`).join("");
	return `<path d="${path}" fill="none" stroke="${hex(shape.ink)}" stroke-width="${n(shape.width)}"/>`;
}

function text({ x, y, words, size, anchor, turn, ink }: Extract<Shape, { kind: "text" }>): string {
	const turned = turn === undefined ? "" : ` transform="rotate(${turn} ${n(x)} ${n(y)})"`;
	const anchored = anchor === undefined ? "" : ` text-anchor="${anchor}"`;
	const place = `x="${n(x)}" y="${n(y)}" font-size="${size}" fill="${hex(ink)}"`;
	return `<text ${place}${anchored}${turned} xml:space="preserve">${escapeText(words)}</text>`;
}

async function cells({ x, y, cell, columns, colours }: Extract<Shape, { kind: "cells" }>): Promise<string> {
	const count = colours.length / 3;
	const [width, height] = [columns * cell[0], (count / columns) * cell[1]];
	if (count > MOST_SHAPES) {
		const png = toBase64(await pngOf(colours, columns));
		const place = `x="${n(x)}" y="${n(y)}" width="${n(width)}" height="${n(height)}"`;
		return `<image ${place} preserveAspectRatio="none" style="image-rendering:pixelated" href="data:image/png;base64,${png}"/>`;
	}
	const rects = Array.from({ length: count }, (_, i) => {
		const place = `x="${n(x + (i % columns) * cell[0])}" y="${n(y + Math.floor(i / columns) * cell[1])}"`;
		const fill = hex(colours.subarray(i * 3, i * 3 + 3));
		return `<rect ${place} width="${n(cell[0])}" height="${n(cell[1])}" fill="${fill}"/>`;
	});
	return `<g shape-rendering="crispEdges">\n${rects.join("\n")}\n</g>`;
}

function n(value: number): string {
	return String(Number(value.toFixed(2)));
}

function hex(colour: Rgb | Uint8Array): string {
	return `#${Array.from(colour, (part) => part.toString(16).padStart(2, "0")).join("")}`;
}
