import type { Rgb } from "../colour";
import { AttentionMapError } from "../error";
import { latinOf, widthOf } from "./latin";
import { ascii, PdfFile, pdfText } from "./pdfFile";
import { MOST_SHAPES } from "./raster";
import type { Figure, Shape } from "./shapes";

/** A text as a picture: how much ink each pixel takes, row-major. */
export interface PaintedText {
	alpha: Uint8Array;
	columns: number;
	rows: number;
	/** Pixels per unit of the figure. */
	scale: number;
	/** Pixels from the top to the line that the letters stand on, and from the left to where the text begins. */
	baseline: number;
	start: number;
	/** How far the text goes on from where it begins, in pixels. */
	advance: number;
}

/** Paints a text in any script, as a browser's canvas or a rasteriser can. */
export type PaintText = (words: string, size: number) => PaintedText | Promise<PaintedText>;

/** Neighbours overlap by this much, or viewers that smooth edges would show the paper between them. */
const OVERLAP = 0.2;

/**
 * The figure as a PDF of one page: vector cells (one picture above 20,000), texts in Helvetica. A text that Helvetica has no
 * letters for is painted as a picture, with its own words behind it for search and copy.
 *
 * @param paint - Paints such texts. Without it they are an error, never question marks.
 */
export async function figureToPdf(figure: Figure, paint?: PaintText): Promise<Uint8Array> {
	const file = new PdfFile();
	const font = file.add("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>");
	const images: number[] = [];
	const content = [`1 0 0 -1 0 ${n(figure.height)} cm`];
	for (const shape of figure.shapes) content.push(await draw(shape));
	const names = images.map((number) => `/I${number} ${number} 0 R`).join(" ");
	const contents = await file.stream("", ascii(content.join("\n")));
	const pages = file.next + 1;
	const page = file.add(
		`<< /Type /Page /Parent ${pages} 0 R /MediaBox [0 0 ${n(figure.width)} ${n(figure.height)}] /Contents ${contents} 0 R ` +
			`/Resources << /Font << /F ${font} 0 R >> /XObject << ${names} >> >> >>`,
	);
	file.add(`<< /Type /Pages /Kids [${page} 0 R] /Count 1 >>`);
	const root = file.add(`<< /Type /Catalog /Pages ${pages} 0 R /ViewerPreferences << /DisplayDocTitle true >> >>`);
	const info = file.add(
		`<< /Title ${pdfText(figure.title)} /Subject ${pdfText(figure.alt)} /Producer (Attention Lab) >>`,
	);
	return file.close(root, info);

	async function draw(shape: Shape): Promise<string> {
		if (shape.kind === "cells") return cells(shape);
		if (shape.kind === "text") return text(shape);
		if (shape.kind === "frame") {
			return `${colour(shape.ink, "RG")} 1 w ${[shape.x, shape.y, shape.width, shape.height].map(n).join(" ")} re S`;
		}
		const path = shape.segments.map(([x, y, u, v]) => `${n(x)} ${n(y)} m ${n(u)} ${n(v)} l`).join("\n");
		return `${colour(shape.ink, "RG")} ${n(shape.width)} w\n${path}\nS`;
	}

	async function cells({ x, y, cell, columns, colours }: Extract<Shape, { kind: "cells" }>): Promise<string> {
		const count = colours.length / 3;
		const rows = count / columns;
		if (count > MOST_SHAPES) {
			const image = await file.stream(imageEntries(columns, rows, "RGB"), colours);
			images.push(image);
			const [width, height] = [columns * cell[0], rows * cell[1]];
			return `q ${n(width)} 0 0 ${n(-height)} ${n(x)} ${n(y + height)} cm /I${image} Do Q`;
		}
		return Array.from({ length: count }, (_, i) => {
			const [column, row] = [i % columns, Math.floor(i / columns)];
			const width = cell[0] + (column < columns - 1 ? OVERLAP : 0);
			const height = cell[1] + (row < rows - 1 ? OVERLAP : 0);
			const place = [x + column * cell[0], y + row * cell[1], width, height].map(n).join(" ");
			return `${colour(colours.subarray(i * 3, i * 3 + 3), "rg")} ${place} re f`;
		}).join("\n");
	}

	async function text(shape: Extract<Shape, { kind: "text" }>): Promise<string> {
		const { x, y, words, size, anchor, turn = 0, ink } = shape;
		const share = anchor === "middle" ? 0.5 : anchor === "end" ? 1 : 0;
		const angle = (turn * Math.PI) / 180;
		const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
		const codes = latinOf(words);
		if (codes !== null) {
			const back = share * widthOf(words) * size;
			const matrix = [cos, sin, sin, -cos, x - back * cos, y - back * sin].map(n).join(" ");
			const hex = codes.map((code) => code.toString(16).padStart(2, "0")).join("");
			return `BT /F ${n(size)} Tf ${colour(ink, "rg")} ${matrix} Tm <${hex}> Tj ET`;
		}
		if (paint === undefined) {
			const letter = [...words].find((one) => latinOf(one) === null);
			throw new AttentionMapError(
				`figureToPdf: Helvetica has no ${JSON.stringify(letter)}; a painter of text is needed`,
			);
		}
		const { alpha, columns, rows, scale, baseline, start, advance } = await paint(words, size);
		const mask = await file.stream(imageEntries(columns, rows, "Gray"), alpha);
		const flat = new Uint8Array(columns * rows * 3);
		for (let i = 0; i < flat.length; i++) flat[i] = ink[i % 3];
		const image = await file.stream(`${imageEntries(columns, rows, "RGB")} /SMask ${mask} 0 R`, flat);
		images.push(image);
		const [left, top] = [-(start + share * advance) / scale, -baseline / scale];
		const [width, height] = [columns / scale, rows / scale];
		const place = `${[cos, sin, -sin, cos, x, y].map(n).join(" ")} cm ${[width, 0, 0, -height, left, top + height].map(n).join(" ")} cm`;
		return `/Span << /ActualText ${pdfText(words)} >> BDC q ${place} /I${image} Do Q EMC`;
	}
}

function imageEntries(width: number, height: number, space: "RGB" | "Gray"): string {
	const size = `/Width ${width} /Height ${height}`;
	return `/Type /XObject /Subtype /Image ${size} /ColorSpace /Device${space} /BitsPerComponent 8`;
}

function colour(bytes: Rgb | Uint8Array, operator: "rg" | "RG"): string {
	return `${Array.from(bytes, (part) => n(part / 255)).join(" ")} ${operator}`;
}

function n(value: number): string {
	return String(Number(value.toFixed(4)));
}
