import { type AttentionMapDocument, escapeText, MIME_TYPE, toBase64 } from "../map/index";
import { wrong } from "../wrong";
import { AttentionMap, DISPLAY, type MapBundle } from "./AttentionMap";
import { renderPng } from "./renderPng";

const NAME = "compareMaps";
const GAP = 12;
/** Room for the seam between two documents and two figures. */
const SEAM = 600;

export interface CompareOptions {
	title?: string;
	/** Bytes that the whole output may take in a notebook, 50,000 by default. */
	maxBytes?: number;
}

/** Two maps that draw themselves side by side. Made by `compareMaps`. */
export class MapComparison {
	constructor(
		readonly a: AttentionMap,
		readonly b: AttentionMap,
		private readonly title: string | undefined,
		private readonly maxBytes: number,
	) {}

	/** The document of the first map with the second as its `other`; each has half of the bytes. */
	async toDocument(options: { maxBytes?: number; live?: boolean } = {}): Promise<AttentionMapDocument> {
		const { maxBytes = 30_000, live = false } = options;
		const half = Math.floor((maxBytes - SEAM) / 2);
		const [first, other] = [
			await this.a.toDocument({ maxBytes: half, live }),
			await this.b.toDocument({ maxBytes: half, live }),
		];
		return { ...first, ...(this.title !== undefined && { title: this.title }), other };
	}

	/** Both maps as one SVG. */
	async toSvg(): Promise<string> {
		return beside(await this.a.toSvg(), await this.b.toSvg());
	}

	async toPng(options: { scale?: number } = {}): Promise<Uint8Array> {
		return renderPng(await this.toSvg(), options.scale);
	}

	async [DISPLAY](): Promise<MapBundle> {
		const [a, b] = [await this.a.still(), await this.b.still()];
		const png = toBase64(await renderPng(beside(a.svg, b.svg)));
		const alt = [this.title, a.alt, b.alt].filter((part) => part !== undefined).join(" — ");
		const caption = this.title ?? [this.a.title, this.b.title].filter(Boolean).join(" / ");
		const still = {
			"text/html": [
				`<figure style="margin:0"><img alt="${escapeText(alt)}" src="data:image/png;base64,${png}" style="max-width:100%">`,
				`<figcaption>${escapeText(caption)}</figcaption></figure>`,
			].join("\n"),
			"image/png": png,
			"text/plain": [this.title, a.text, b.text].filter((part) => part !== undefined).join("\n\n"),
		};
		const maxBytes = this.maxBytes - Buffer.byteLength(JSON.stringify(still));
		return { [MIME_TYPE]: await this.toDocument({ maxBytes, live: true }), ...still };
	}
}

/** Two pictures of `toSvg` as one. */
function beside(a: string, b: string): string {
	const sizes = [a, b].map((svg) =>
		["width", "height"].map((side) => Number(new RegExp(`${side}="(\\d+)"`).exec(svg)?.[1])),
	);
	const [[wide, tall], [width, height]] = sizes;
	const whole = `width="${wide + GAP + width}" height="${Math.max(tall, height)}"`;
	return (
		`<svg xmlns="http://www.w3.org/2000/svg" ${whole}><rect ${whole} fill="#ffffff"/>` +
		`${a}${b.replace("<svg ", `<svg x="${wide + GAP}" `)}</svg>`
	);
}

/**
 * Two maps beside each other, with what differs between them: any lengths and tokens.
 *
 * ```ts
 * const [q, k] = [tf.randomNormal([1, 4, 7, 8]), tf.randomNormal([1, 4, 7, 8])];
 * attention.compareMaps(attention.attentionMapOf(q, k), attention.attentionMapOf(q, k, { causal: true }))
 * ```
 * @throws Where the maps differ in the number of their leading axes.
 */
export function compareMaps(a: AttentionMap, b: AttentionMap, options: CompareOptions = {}): MapComparison {
	for (const [key, map] of Object.entries({ a, b })) {
		if (!(map instanceof AttentionMap)) throw wrong(NAME, `${key} must be an attention map`, { [key]: map });
	}
	if (a.shape.length !== b.shape.length) {
		throw wrong(NAME, "both maps must have the same number of leading axes", { a: a.shape, b: b.shape });
	}
	return new MapComparison(a, b, options.title, options.maxBytes ?? 50_000);
}
