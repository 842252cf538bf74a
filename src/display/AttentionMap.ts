import {
	type AttentionMapDocument,
	type Axis,
	altText,
	type Detail,
	encodePreview,
	fullLength,
	MIME_TYPE,
	type Offer,
	type Picture,
	type Source,
	type Statistics,
	type StepsRequest,
	type TileRequest,
	toBase64,
	toHtml,
	toSvg,
	toText,
} from "../map/index";
import { wrong } from "../wrong";
import type { Cells, TileValues } from "./cells";
import { computedOf, extrasOf, type Media } from "./extras";
import { liveMaps } from "./liveMaps";
import { renderPng } from "./renderPng";
import { checkCut, offersOf } from "./requests";
import { type RowSteps, stepsOf } from "./steps";

/** What asks a value of a notebook cell how it draws itself. */
export const DISPLAY: unique symbol = Symbol.for("Jupyter.display") as never;

/** The most cells along a side that static pictures are drawn from. */
const PICTURE_SIDE = 512;
/** From the finest to the coarsest; in `html`, the page's own picture, the small heads go first. */
const DETAILS: { png: Detail; html: Detail }[] = [
	{ png: {}, html: {} },
	{ png: { thumbnail: 8 }, html: { thumbnail: 8 } },
	{ png: { thumbnail: 8 }, html: { thumbnail: 0 } },
	{ png: { thumbnail: 6 }, html: { thumbnail: 0 } },
	{ png: { thumbnail: 6, head: 168 }, html: { thumbnail: 0, head: 168 } },
	{ png: { thumbnail: 6, head: 128 }, html: { thumbnail: 0, head: 128 } },
	{ png: { thumbnail: 6, head: 96 }, html: { thumbnail: 0, head: 96 } },
	{ png: { thumbnail: 4, head: 64 }, html: { thumbnail: 0, head: 64 } },
	{ png: { thumbnail: 4, head: 48 }, html: { thumbnail: 0, head: 48 } },
	{ png: { thumbnail: 3, head: 24 }, html: { thumbnail: 0, head: 24 } },
];
/** Cells along a side of one half of a comparison. */
const BESIDE_SIDE = 128;
/** So many of them show every cell of the large head, as long as it has few. */
const WHOLE_DETAILS = 4;
/** Levels of the document that are worth giving up detail of the small heads for; the better number first. */
const GOOD_LEVELS = [31, 23, 15, 7];
/** What the preview's other fields, the handle and the bundle's own keys take. */
const WRAPPING = 350;
/** Statistics of more heads than this are left out of the document: they would take half of it. */
const MOST_STATISTICS = 512;
/** Labels may take this share of a document before they are left out. */
const LABEL_SHARE = 0.4;
const LEAST_PREVIEW = 2000;
/** Where cells must be pooled, so much of the output may be still pictures: their letters alone take two thirds of that. */
const STILL_SHARE = 0.64;

export interface PictureOptions {
	/** The head that is drawn large: one index per leading axis, zeros by default. */
	lead?: number[];
	/** Pixels per unit, 1 by default; 2 or 3 for print. */
	scale?: number;
}

export interface DocumentOptions {
	/** Bytes that the document may take as JSON, 30,000 by default. */
	maxBytes?: number;
	/** Whether the map stays reachable under `handle` for exact weights. */
	live?: boolean;
}

/** One output of a cell, in every form that a reader may understand. */
export interface MapBundle {
	[MIME_TYPE]: AttentionMapDocument;
	"text/html": string;
	"image/png": string;
	"text/plain": string;
}

type Still = Omit<MapBundle, typeof MIME_TYPE>;

/** What readers without a viewer see, and the drawing that its picture was made from. */
/** What a comparison's own picture is made of. */
export interface StillParts {
	svg: string;
	alt: string;
	text: string;
}

export interface AttentionMapParts {
	cells: Cells;
	axes: Axis[];
	title?: string;
	source: Source;
	maxBytes: number;
	media?: Media;
}

/** Attention weights that know their tokens and draw themselves. Made by `attentionMap`. */
export class AttentionMap {
	readonly axes: Axis[];
	readonly title?: string;
	readonly source: Source;
	/** Sizes of all axes, the last two being queries and keys. */
	readonly shape: number[];
	private readonly cells: Cells;
	private readonly maxBytes: number;
	private readonly media: Media;
	private known?: Statistics;

	constructor(parts: AttentionMapParts) {
		this.axes = parts.axes;
		this.title = parts.title;
		this.source = parts.source;
		this.shape = parts.cells.shape;
		this.cells = parts.cells;
		this.maxBytes = parts.maxBytes;
		this.media = parts.media ?? {};
	}

	/** Every weight, row-major over `shape`. Throws where they are computed on request: ask for a `tile`. */
	get values(): Float32Array {
		if (this.cells.values === undefined) {
			throw wrong("values", "a map that is computed must be asked for a tile", { shape: this.shape });
		}
		return this.cells.values;
	}

	/** Bytes that the map keeps in memory. */
	get bytes(): number {
		return this.cells.bytes;
	}

	/** Per head: mean row entropy in nats, largest weight. */
	get statistics(): Statistics {
		this.known ??= this.cells.statistics();
		return this.known;
	}

	/** What this map can be asked for. */
	get offers(): Offer[] {
		return offersOf(this.cells);
	}

	/**
	 * Exact weights, scores or norms of a rectangle of one head: the largest by size of 2^zoom x 2^zoom cells per pixel, NaN
	 * where none was computed.
	 *
	 * @throws Where the rectangle is not within the map, or the map does not know what is asked for.
	 */
	tile(request: Omit<TileRequest, "type" | "id">): TileValues {
		return this.cells.tile(checkCut(this.cells, request));
	}

	/**
	 * How one query comes to its weights: its vectors, scores, logits, weights and output.
	 *
	 * @throws Where query or keys are not within the map, or the map does not know its queries and keys.
	 */
	steps(request: Omit<StepsRequest, "type" | "id">): RowSteps {
		return stepsOf(this.cells, request);
	}

	private picture(lead?: number[]): Picture {
		const { pooling, ...pooled } = this.cells.pooled(PICTURE_SIDE);
		const scale = Math.max(0, ...(this.statistics.max ?? []));
		const { axes, title, source } = this;
		return { document: { axes, title, source }, pixels: { ...pooled, pooling, scale }, lead };
	}

	/** Everything of a document but its pixels; labels that would take too much room are left out. */
	private async words(maxBytes = this.maxBytes, handle?: string) {
		const { title, source } = this;
		const heads = this.shape.slice(0, -2).reduce((product, size) => product * size, 1);
		const statistics = heads > MOST_STATISTICS ? undefined : this.statistics;
		const labels = bytesOf(this.axes.map((axis) => axis.labels ?? []));
		const bare = ({ labels: left, ...axis }: Axis) => (left === undefined ? axis : { ...axis, labelsOmitted: true });
		const axes: Axis[] = labels > LABEL_SHARE * maxBytes ? this.axes.map(bare) : this.axes;
		return {
			version: 1 as const,
			...(title && { title }),
			axes,
			...(statistics && { statistics }),
			source,
			...(await extrasOf(this.cells, this.media, maxBytes)),
			...(handle && { handle }),
		};
	}

	/** The document, version 1, with a preview that fits. */
	async toDocument(options: DocumentOptions = {}): Promise<AttentionMapDocument> {
		const { maxBytes = 30_000, live = false } = options;
		const words = await this.words(maxBytes, live ? liveMaps.keep(this) : undefined);
		const room = Math.max(LEAST_PREVIEW, maxBytes - bytesOf(words) - WRAPPING);
		const preview = await this.preview(room);
		const computed = await computedOf(this.cells, preview);
		if (computed === undefined) return { ...words, preview };
		const left = room - bytesOf(computed);
		if (left < room / 2) return { ...words, preview, omitted: [...(words.omitted ?? []), "computed"] };
		const smaller = preview.base64.length <= left ? preview : await this.preview(left);
		const isSame = smaller.pooling.every((size, side) => size === preview.pooling[side]);
		const fitting = isSame ? computed : await computedOf(this.cells, smaller);
		return { ...words, preview: smaller, ...(fitting && { computed: fitting }) };
	}

	private preview(maxBytes: number) {
		const { values, shape, side } = this.cells.finest();
		const [L, S] = this.shape.slice(-2);
		return encodePreview(values, shape, { maxBytes, pixels: { side, sizes: [L, S] } });
	}

	/** Characters that every cell would take at so many levels. */
	private async wholeLength(levels: number): Promise<number> {
		const { values } = this.cells;
		return values === undefined ? Number.POSITIVE_INFINITY : fullLength(values, levels, this.maxBytes);
	}

	/** The map as one SVG: every head in small beside one large head. */
	toSvg(options: PictureOptions = {}): Promise<string> {
		return toSvg(this.picture(options.lead));
	}

	/** The same picture as the bytes of a PNG file. */
	async toPng(options: PictureOptions = {}): Promise<Uint8Array> {
		return renderPng(await this.toSvg(options), options.scale);
	}

	/** A figure with the picture, a text for those who cannot see it, and the strongest pairs. */
	async toHtml(options: PictureOptions = {}): Promise<string> {
		return toHtml(this.picture(options.lead), toBase64(await this.toPng(options)));
	}

	/** One head in shades of plain characters. */
	toString(): string {
		return toText(this.picture());
	}

	/**
	 * What a notebook shows: the document for a viewer, pictures and text for readers without one.
	 *
	 * Small heads lose detail first, then the document's levels; where cells must be pooled all the same, `STILL_SHARE` parts them.
	 */
	async [DISPLAY](): Promise<MapBundle> {
		const still = await this.stillOf(this.maxBytes);
		const document = await this.toDocument({ maxBytes: this.maxBytes - bytesOf(still), live: true });
		return { [MIME_TYPE]: document, ...still };
	}

	/** The chosen head's picture without the others, and its words: one half of a comparison. */
	async still(): Promise<StillParts> {
		const picture = this.picture();
		const svg = await toSvg(picture, { thumbnail: 0, head: BESIDE_SIDE });
		return { svg, alt: altText(picture), text: toText(picture) };
	}

	/** Pictures and words in the finest detail that leaves the document room. */
	private async stillOf(maxBytes: number): Promise<Still> {
		const picture = this.picture();
		const plain = toText(picture);
		const drawn: Still[] = [];
		const files = new Map<string, Promise<string>>();
		const draw64 = (detail: Detail) => {
			const key = JSON.stringify(detail);
			const file =
				files.get(key) ??
				toSvg(picture, detail)
					.then((svg) => renderPng(svg))
					.then(toBase64);
			files.set(key, file);
			return file;
		};
		const draw = async (index: number): Promise<Still> => {
			if (drawn[index] === undefined) {
				const { png, html } = DETAILS[index];
				const [file, figure] = [await draw64(png), await draw64(html)];
				drawn[index] = { "text/html": toHtml(picture, figure), "image/png": file, "text/plain": plain };
			}
			return drawn[index];
		};
		const words = bytesOf(await this.words(maxBytes)) + WRAPPING;
		for (const levels of GOOD_LEVELS) {
			const room = maxBytes - words - (await this.wholeLength(levels));
			for (let index = 0; index < WHOLE_DETAILS && room > 0; index++) {
				const still = await draw(index);
				if (bytesOf(still) <= room) return still;
			}
		}
		const room = Math.min(maxBytes * STILL_SHARE, maxBytes - words - LEAST_PREVIEW);
		for (let index = 0; index < DETAILS.length - 1; index++) {
			const still = await draw(index);
			if (bytesOf(still) <= room) return still;
		}
		const last = DETAILS.length - 1;
		return draw(last);
	}
}

function bytesOf(value: unknown): number {
	return Buffer.byteLength(JSON.stringify(value));
}
