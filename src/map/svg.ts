import { toBase64 } from "./base64";
import { colourAt, palette, type Rgb } from "./colour";
import { escapeText } from "./escape";
import { altText } from "./html";
import { flatten, type Head, headAt, headsOf, labelOf, leadName, leadOf, type Picture, weightName } from "./picture";
import { encodePng } from "./png";
import { maxPool } from "./pool";

const COLOURS = 10;
const PAPER: Rgb = [255, 255, 255];
const SIDE = 336;
const MOST_THUMBNAILS = 64;
const THUMBNAIL_SIDE = 48;
const INK = "#222222";
const FRAME = "#b5b5b5";
const FONT = "DejaVu Sans, Noto Sans SC, Noto Sans CJK SC, Noto Sans Hans, sans-serif";

/** Anything that takes room: its elements, and how wide and high they are. */
interface Block {
	body: string;
	width: number;
	height: number;
}

interface TextOptions {
	size?: number;
	anchor?: "start" | "middle" | "end";
	turn?: number;
}

function text(x: number, y: number, words: string, options: TextOptions = {}): string {
	const { size = 10, anchor = "start", turn } = options;
	const turned = turn === undefined ? "" : ` transform="rotate(${turn} ${x} ${y})"`;
	return `<text x="${x}" y="${y}" font-size="${size}" text-anchor="${anchor}"${turned}>${escapeText(words)}</text>`;
}

function shorten(label: string, longest: number): string {
	const letters = [...label.replace(/\s/g, " ")];
	return letters.length > longest ? `${letters.slice(0, longest - 1).join("")}…` : letters.join("");
}

/** Rough width of a text, letters of East Asian scripts being as wide as they are high. */
function widthOf(words: string, size = 10): number {
	return [...words].reduce((sum, letter) => sum + (letter.codePointAt(0)! >= 0x2e80 ? 1 : 0.62), 0) * size;
}

async function image(pixels: Uint8Array, columns: number, rows: number, place: number[]): Promise<string> {
	const png = toBase64(await encodePng(pixels, columns, rows, [...palette(COLOURS), PAPER]));
	const [x, y, width, height] = place;
	return (
		`<image x="${x}" y="${y}" width="${width}" height="${height}" preserveAspectRatio="none" ` +
		`image-rendering="optimizeSpeed" href="data:image/png;base64,${png}"/>` +
		`<rect x="${x}" y="${y}" width="${width}" height="${height}" fill="none" stroke="${FRAME}"/>`
	);
}

function paint(weight: number, scale: number): number {
	return scale === 0 ? 0 : Math.round(Math.min(1, Math.sqrt(weight / scale)) * (COLOURS - 1));
}

/** Every head in small, rows and columns being the last two leading axes. */
async function overview(picture: Picture, thumbnailCells: number): Promise<Block> {
	const sizes = picture.pixels.shape.slice(0, -2);
	const heads = headsOf(picture);
	const grid = sizes.length > 1 ? sizes.at(-1)! : Math.ceil(Math.sqrt(heads));
	const columns = Math.min(MOST_THUMBNAILS, grid);
	const rows = Math.min(MOST_THUMBNAILS, Math.ceil(heads / grid));
	const [height, width] = picture.pixels.shape.slice(-2);
	const most = Math.max(columns, rows);
	const cells = Math.max(3, Math.min(thumbnailCells, Math.floor(SIDE / most) - 1));
	const pooling = [Math.ceil(height / cells), Math.ceil(width / cells)];
	const [tall, wide] = [Math.ceil(height / pooling[0]) + 1, Math.ceil(width / pooling[1]) + 1];
	// Whole numbers of pixels per cell: repeated rows cost a PNG next to nothing.
	const unit = Math.max(1, Math.floor(Math.min(THUMBNAIL_SIDE, SIDE / most) / Math.max(tall, wide)));
	const [down, across] = [tall * unit, wide * unit];
	const pixels = new Uint8Array(rows * tall * columns * wide).fill(COLOURS);
	for (let row = 0; row < rows; row++) {
		for (let column = 0; column < columns && row * grid + column < heads; column++) {
			const head = headAt(picture, row * grid + column);
			const small = maxPool(head.values, [head.rows, head.columns], pooling).values;
			for (let i = 0; i < small.length; i++) {
				const [y, x] = [row * tall + Math.floor(i / (wide - 1)), column * wide + (i % (wide - 1))];
				pixels[y * columns * wide + x] = paint(small[i], picture.pixels.scale);
			}
		}
	}
	const [left, top] = [30, 28];
	const axes = picture.document.axes.slice(0, -2);
	const body = [await image(pixels, columns * wide, rows * tall, [left, top, columns * across, rows * down])];
	const marks = Math.max(1, Math.ceil(14 / Math.min(down, across)));
	if (sizes.length > 1) {
		for (let row = 0; row < rows; row += marks) {
			body.push(text(left - 4, top + (row + 0.5) * down + 3, String(row % sizes.at(-2)!), { size: 9, anchor: "end" }));
		}
		for (let column = 0; column < columns; column += marks) {
			body.push(text(left + (column + 0.5) * across, top - 4, String(column), { size: 9, anchor: "middle" }));
		}
		body.push(text(8, top + (rows * down) / 2, axes.at(-2)!.name, { anchor: "middle", turn: -90 }));
	}
	body.push(text(left + (columns * across) / 2, 10, axes.at(-1)!.name, { anchor: "middle" }));
	const shown = flatten(leadOf(picture), sizes);
	const [row, column] = [Math.floor(shown / grid), shown % grid];
	if (row < rows && column < columns) {
		const place = `x="${left + column * across - 1}" y="${top + row * down - 1}"`;
		body.push(
			`<rect ${place} width="${across + 1}" height="${down + 1}" fill="none" stroke="#d00000" stroke-width="1.5"/>`,
		);
	}
	if (rows * columns < heads && (rows === MOST_THUMBNAILS || columns === MOST_THUMBNAILS)) {
		body.push(text(left, top + rows * down + 12, `${rows} × ${columns} of ${heads} heads are shown`));
	}
	return { body: body.join("\n"), width: left + columns * across + 16, height: top + rows * down + 16 };
}

/** One head at full size, with tokens at its sides. */
async function large(picture: Picture, whole: Head, cells: number): Promise<Block> {
	const { scale } = picture.pixels;
	const step: [number, number] = [Math.ceil(whole.rows / cells), Math.ceil(whole.columns / cells)];
	const { values, shape } = maxPool(whole.values, [whole.rows, whole.columns], step);
	const head = { values, rows: shape[0], columns: shape[1] };
	const pooling = picture.pixels.pooling.map((size, side) => size * step[side]);
	const [queries, keys] = picture.document.axes.slice(-2);
	const cellSize = (count: number) => (count > SIDE / 2 ? SIDE / count : Math.min(28, Math.ceil(SIDE / count)));
	const [cellHeight, cellWidth] = [cellSize(head.rows), cellSize(head.columns)];
	const every = (cell: number) => Math.max(1, Math.ceil(11 / cell));
	const rowLabels: [number, string][] = [];
	for (let i = 0; i < head.rows; i += every(cellHeight))
		rowLabels.push([i, shorten(labelOf(queries, i, pooling[0]), 18)]);
	const columnLabels: [number, string][] = [];
	for (let i = 0; i < head.columns; i += every(cellWidth))
		columnLabels.push([i, shorten(labelOf(keys, i, pooling[1]), 18)]);
	const widest = (labels: [number, string][]) => Math.max(...labels.map(([, label]) => widthOf(label)));
	const left = Math.ceil(22 + widest(rowLabels));
	const top = Math.ceil(22 + widest(columnLabels) * 0.87);
	const [width, height] = [head.columns * cellWidth, head.rows * cellHeight];
	const pixels = Uint8Array.from(head.values, (weight) => paint(weight, scale));
	const body = [await image(pixels, head.columns, head.rows, [left, top, width, height])];
	for (const [i, label] of rowLabels) {
		body.push(text(left - 4, round(top + (i + 0.5) * cellHeight + 3.5), label, { anchor: "end" }));
	}
	for (const [i, label] of columnLabels) {
		body.push(text(round(left + (i + 0.5) * cellWidth + 3), top - 5, label, { turn: -60 }));
	}
	body.push(text(10, round(top + height / 2), queries.name, { anchor: "middle", turn: -90 }));
	body.push(text(round(left + width / 2), 10, keys.name, { anchor: "middle" }));
	const overhang = Math.ceil(widest(columnLabels.slice(-1)) * 0.5);
	return { body: body.join("\n"), width: left + width + Math.max(8, overhang - 8), height: top + height + 8 };
}

function round(x: number): number {
	return Math.round(x * 10) / 10;
}

/** The colours and the weights that they stand for; their places follow the square root. */
function legend(scale: number): Block {
	const width = 192;
	const step = width / COLOURS;
	const body: string[] = [];
	for (let i = 0; i < COLOURS; i++) {
		const fill = `rgb(${colourAt(i / (COLOURS - 1)).join(",")})`;
		body.push(`<rect x="${i * step}" y="0" width="${step}" height="10" fill="${fill}"/>`);
	}
	for (const share of [0, 0.25, 0.5, 0.75, 1]) {
		const anchor = share === 0 ? "start" : share === 1 ? "end" : "middle";
		body.push(text(share * width, 22, weightName(scale * share * share), { size: 9, anchor }));
	}
	body.push(text(width + 10, 9, "attention weight (square-root scale)", { size: 9 }));
	return { body: body.join("\n"), width: width + 260, height: 26 };
}

function at(block: Block, x: number, y: number): string {
	return `<g transform="translate(${x} ${y})">\n${block.body}\n</g>`;
}

/** How much a picture shows. */
export interface Detail {
	/** Cells along a side of each small head, 12 by default; 0 leaves them out. */
	thumbnail?: number;
	/** Cells along a side of the large head, 336 by default. */
	head?: number;
}

/**
 * The map as a picture that needs nothing else: every head in small beside one large head with its tokens, and the colour
 * scale. Colours darken with the square root of the weight.
 *
 * @returns SVG 1.1 on white, all texts escaped, rasters embedded.
 */
export async function toSvg(picture: Picture, detail: Detail = {}): Promise<string> {
	const { thumbnail = 12, head = SIDE } = detail;
	const { axes, title = "Attention map", source } = picture.document;
	const lead = leadOf(picture);
	const main = await large(picture, headAt(picture, flatten(lead, picture.pixels.shape)), head);
	const side =
		headsOf(picture) > 1 && thumbnail > 0 ? await overview(picture, thumbnail) : { body: "", width: 0, height: 0 };
	const key = legend(picture.pixels.scale);
	const what = [leadName(axes, lead), source.model, source.mask && `mask: ${source.mask}`].filter(Boolean).join(" · ");
	const top = 44;
	const middle = Math.max(main.height, side.height);
	const width = Math.ceil(Math.max(side.width + main.width, key.width, widthOf(shorten(title, 60), 12)) + 16);
	const height = Math.ceil(top + middle + key.height + 12);
	return [
		`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="${escapeText(altText(picture))}" font-family="${FONT}" fill="${INK}">`,
		`<rect width="${width}" height="${height}" fill="#ffffff"/>`,
		text(8, 18, shorten(title, 60), { size: 12 }),
		text(8, 34, shorten(what, 120)),
		side.width > 0 ? at(side, 8, top) : "",
		at(main, 8 + side.width, top),
		at(key, 8, top + middle + 4),
		"</svg>",
	].join("\n");
}
