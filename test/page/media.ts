/** Documents with a picture or a sound, drawn here and the same on every run. */
import { type AttentionMapDocument, encodePng, encodePreview, type Rgb, toBase64 } from "@attention-lab/attention/map";

export type Side = "query" | "key" | "both";

export interface Media {
	document: AttentionMapDocument & { image?: Record<string, unknown>; sound?: Record<string, unknown> };
	weights: Float32Array;
}

/** What stands at a point of the picture, in shares of its sides: sky, sun, meadow, cat, eye. */
export function thingAt(x: number, y: number): "sky" | "sun" | "meadow" | "cat" | "eye" {
	const within = (cx: number, cy: number, rx: number, ry: number): boolean =>
		((x - cx) / rx) ** 2 + ((y - cy) / ry) ** 2 < 1;
	const ear = (cx: number): boolean => y > 0.17 && y < 0.36 && Math.abs(x - cx) < (y - 0.17) * 0.42;
	if (within(0.38, 0.4, 0.02, 0.028) || within(0.5, 0.4, 0.02, 0.028)) return "eye";
	if (within(0.44, 0.42, 0.15, 0.15) || ear(0.35) || ear(0.53)) return "cat";
	if (within(0.5, 0.72, 0.19, 0.2) || (within(0.76, 0.66, 0.16, 0.2) && !within(0.76, 0.6, 0.11, 0.17))) return "cat";
	if (within(0.86, 0.14, 0.08, 0.09)) return "sun";
	return y > 0.62 + 0.03 * Math.sin(9 * x) ? "meadow" : "sky";
}

const SHADES: Record<ReturnType<typeof thingAt>, Rgb> = {
	sky: [150, 196, 232],
	sun: [252, 214, 92],
	meadow: [104, 152, 78],
	cat: [214, 130, 58],
	eye: [30, 40, 34],
};

/** A cat on a meadow. */
export async function catPng(width: number, height: number): Promise<Uint8Array> {
	const things = Object.keys(SHADES) as (keyof typeof SHADES)[];
	const steps = 8;
	const colours = things.flatMap((thing) =>
		Array.from(
			{ length: steps },
			(_, step): Rgb => SHADES[thing].map((part) => Math.round(part * (0.78 + 0.03 * step))) as unknown as Rgb,
		),
	);
	const pixels = Uint8Array.from({ length: width * height }, (_, i) => {
		const [x, y] = [(i % width) / width, Math.floor(i / width) / height];
		const stripe = Math.sin(60 * x + 14 * Math.sin(11 * y)) + Math.cos(37 * y + 3 * x);
		return things.indexOf(thingAt(x, y)) * steps + Math.floor(((stripe + 2) / 4) * (steps - 0.01));
	});
	return encodePng(pixels, width, height, colours);
}

function softmax(scores: Float32Array, keys: number): Float32Array {
	for (let from = 0; from < scores.length; from += keys) {
		const row = scores.subarray(from, from + keys);
		const sum = row.reduce((total, score) => total + Math.exp(score), 0);
		row.forEach((score, i) => {
			row[i] = Math.exp(score) / sum;
		});
	}
	return scores;
}

async function documentFrom(
	title: string,
	axes: AttentionMapDocument["axes"],
	score: (head: number, query: number, key: number) => number,
): Promise<Media> {
	const [heads, queries, keys] = axes.map((axis) => axis.size);
	const scores = new Float32Array(heads * queries * keys);
	scores.forEach((_, i) => {
		scores[i] = score(Math.floor(i / keys / queries), Math.floor(i / keys) % queries, i % keys);
	});
	const weights = softmax(scores, keys);
	const preview = await encodePreview(weights, [heads, queries, keys]);
	return { document: { version: 1, title, axes, preview, source: { dtype: "float32" } }, weights };
}

const CAPTION = ["[CLS]", "a", "ginger", "cat", "watches", "the", "sun", "over", "the", "meadow", "[SEP]"];
const MEANT: Record<string, readonly string[]> = {
	ginger: ["cat"],
	cat: ["cat", "eye"],
	watches: ["eye"],
	sun: ["sun"],
	over: ["sky"],
	meadow: ["meadow"],
};

/** Attention over the patches of a picture: of the words of its caption, or of the patches themselves. */
export async function pictureDocument(side: Side, grid: [number, number] = [7, 9], skip = 1): Promise<Media> {
	const [rows, columns] = grid;
	const [width, height] = [columns * 32, rows * 32];
	const thing = (token: number): string => {
		const patch = token - skip;
		return patch < 0 ? "" : thingAt(((patch % columns) + 0.5) / columns, (Math.floor(patch / columns) + 0.5) / rows);
	};
	const near = (a: number, b: number): number => {
		const [p, q] = [a - skip, b - skip];
		return p < 0 || q < 0
			? 0
			: Math.hypot((p % columns) - (q % columns), Math.floor(p / columns) - Math.floor(q / columns));
	};
	const tokens = skip + rows * columns;
	const patches = { size: tokens };
	const noise = (query: number, key: number): number => 0.6 * Math.sin(query * 12.9898 + key * 78.233);
	const meets = (word: number, patch: number): number => {
		if (patch < skip) return 1.5;
		return (MEANT[CAPTION[word]]?.includes(thing(patch)) ? 3 : 0) + noise(word, patch);
	};
	const score = (head: number, query: number, key: number): number => {
		if (side === "key") return meets(query, key) * (1 + head / 4);
		if (side === "query") return meets(key, query) * (1 + head / 4);
		if (query < skip) return (thing(key) === "cat" || thing(key) === "eye" ? 3 : 0) + noise(query, key);
		return (thing(query) === thing(key) ? 2.2 : 0) - near(query, key) * (0.2 + 0.3 * head) + noise(query, key);
	};
	const words = { size: CAPTION.length, labels: CAPTION, special: [0, CAPTION.length - 1] };
	const axes = [
		{ name: "head", size: 3 },
		{ name: "query", ...(side === "key" ? words : patches) },
		{ name: "key", ...(side === "query" ? words : patches) },
	];
	const made = await documentFrom("A ginger cat watches the sun over the meadow", axes, score);
	const base64 = toBase64(await catPng(width, height));
	made.document.image = { type: "image/png", base64, width, height, grid, skip, axis: side };
	return made;
}

const SPOKEN = ["<s>", "the", "cat", "sat", "down", "and", "watched", "the", "sun", "</s>"];

/** Attention over a sound: of the words that are said in it, of what is drawn from words, or of the sound itself. */
export async function soundDocument(side: Side, slices = 53, skip = 0): Promise<Media> {
	const [bins, frames, seconds] = [40, 211, 3.2];
	const said = (word: number): number => ((word + 0.5) / SPOKEN.length) ** 1.15;
	const share = (token: number): number => (token - skip + 0.5) / slices;
	const tokens = skip + slices;
	const noise = (query: number, key: number): number => 0.4 * Math.sin(query * 12.9898 + key * 78.233);
	const meets = (word: number, token: number): number => {
		if (token < skip) return 0.5;
		return 5 * Math.exp(-(((share(token) - said(word)) * 14) ** 2)) + noise(word, token);
	};
	const score = (head: number, query: number, key: number): number => {
		if (side === "key") return meets(query, key) * (1 - head / 4);
		if (side === "query") return meets(key, query) * (1 - head / 4);
		return -Math.abs(query - key) / (2 + 5 * head) + noise(query, key);
	};
	const words = { size: SPOKEN.length, labels: SPOKEN, special: [0, SPOKEN.length - 1] };
	const axes = [
		{ name: "head", size: 2 },
		{ name: "query", ...(side === "key" ? words : { size: tokens }) },
		{ name: "key", ...(side === "query" ? words : { size: tokens }) },
	];
	const made = await documentFrom("The cat sat down and watched the sun", axes, score);
	const bytes = Uint8Array.from({ length: bins * frames }, (_, i) =>
		loudness(Math.floor(i / frames) / bins, (i % frames) / frames),
	);
	made.document.sound = { seconds, bins, frames, base64: toBase64(bytes), compression: "none", axis: side, skip };
	return made;
}

/** Formants that glide, a pause between words, breath above. */
function loudness(pitch: number, time: number): number {
	const voiced = Math.max(0, Math.sin(time * SPOKEN.length * Math.PI)) ** 0.5;
	const formant = (at: number, wide: number): number => Math.exp(-(((pitch - at) / wide) ** 2));
	const glide = 0.08 * Math.sin(time * 17);
	const tone = formant(0.12 + glide / 3, 0.05) + 0.8 * formant(0.32 + glide, 0.06) + 0.5 * formant(0.62 - glide, 0.07);
	const breath = 0.35 * Math.max(0, Math.sin(time * 41)) * pitch;
	return Math.round(255 * Math.min(1, voiced * tone + breath * 0.6 + 0.04));
}
