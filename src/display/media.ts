import { Tensor } from "@tensorflow/tfjs-core";
import { deflate } from "../map/deflate";
import { type Image, imageSize, type Sound, toBase64 } from "../map/index";
import { encodeTrueColour } from "../map/png";
import { wrong } from "../wrong";
import { pixelsOf, type Rgb24, shrunk } from "./pixels";

type Side = "query" | "key" | "both";

export interface ImageOptions {
	/** Shape [height, width, 1, 3 or 4], int32 0 to 255 or float32 0 to 1; or the bytes of a PNG or JPEG file. */
	data: Tensor | Uint8Array;
	/** [rows, columns] of patches, which are tokens row by row. */
	patches: readonly [number, number];
	/** Tokens before the first patch, 0 by default. */
	skip?: number;
	/** Where the patches are the tokens: both where L = S, else the keys. */
	axis?: Side;
}

export interface SoundOptions {
	/** Shape [frames, bins], low frequencies first, any finite numbers: the largest is drawn as the loudest. */
	spectrogram: Tensor | readonly (readonly number[])[];
	/** How long it is. */
	seconds: number;
	axis?: Side;
	/** Tokens before the first stretch of time, 0 by default. */
	skip?: number;
}

/** A picture or a sound that knows how to fit into so many characters; undefined where it cannot. */
export interface Medium<T> {
	fit(most: number): Promise<T | undefined>;
}

function sideOf(name: string, key: string, axis: unknown, L: number, S: number): Side {
	const side = axis ?? (L === S ? "both" : "key");
	if (side === "query" || side === "key" || side === "both") return side;
	throw wrong(name, `${key}.axis must be "query", "key" or "both"`, { axis });
}

function checkTokens(name: string, key: string, skip: unknown, count: number, side: Side, [L, S]: number[]): number {
	const tokens = side === "query" ? L : side === "key" ? S : Math.min(L, S);
	const fits = Number.isInteger(skip) && (skip as number) >= 0 && (skip as number) + count <= tokens;
	if (!fits) throw wrong(name, `${key} must cover at most ${tokens} tokens with skip`, { skip, tokens: count });
	return skip as number;
}

/** The picture of the option `image`, checked and copied. */
export function imageOf(name: string, options: ImageOptions, sizes: number[]): Medium<Image> {
	const { data, patches, skip = 0 } = options;
	const [rows = 0, columns = 0]: readonly number[] = Array.isArray(patches) ? patches : [];
	if (!(patches?.length === 2 && [rows, columns].every((count) => Number.isInteger(count) && count > 0))) {
		throw wrong(name, "image.patches must be [rows, columns]", { patches });
	}
	const axis = sideOf(name, "image", options.axis, sizes[0], sizes[1]);
	const rest = { grid: [rows, columns] as [number, number], axis };
	const first = checkTokens(name, "image.patches", skip, rows * columns, axis, sizes);
	if (data instanceof Uint8Array) {
		const found = fileOf(data);
		if (found === undefined) throw wrong(name, "image.data must be a PNG or JPEG file", { bytes: data.length });
		const file = toBase64(data);
		return {
			fit: async (most) => {
				const isSmall = file.length <= most && Math.max(found.width, found.height) <= 8192;
				if (isSmall) return { ...found, base64: file, skip: first, ...rest };
				return smaller(decoded(file, found), most, { skip: first, ...rest });
			},
		};
	}
	const pixels = pixelsOf(name, data);
	return { fit: (most) => smaller(pixels, most, { skip: first, ...rest }) };
}

/** What a file is and how large, where it is one that can be drawn here. */
function fileOf(bytes: Uint8Array): Pick<Image, "type" | "width" | "height"> | undefined {
	for (const type of ["image/png", "image/jpeg"] as const) {
		const size = imageSize(bytes, type);
		if (size !== null) return { type, width: size[0], height: size[1] };
	}
	return undefined;
}

/** The picture in as many pixels as fit. */
async function smaller(whole: Rgb24, most: number, rest: Pick<Image, "skip" | "grid" | "axis">) {
	let side = Math.min(Math.max(whole.width, whole.height), 1024);
	for (; side >= 4; side = Math.floor(side * 0.8)) {
		const { width, height, rgb } = shrunk(whole, side);
		const base64 = toBase64(await encodeTrueColour(rgb, width, height));
		if (base64.length <= most) return { type: "image/png" as const, base64, width, height, ...rest };
	}
	return undefined;
}

function decoded(base64: string, { type, width, height }: Pick<Image, "type" | "width" | "height">): Rgb24 {
	const { Resvg } = require("@resvg/resvg-js") as typeof import("@resvg/resvg-js");
	const share = Math.min(1, 1024 / Math.max(width, height));
	const [across, down] = [width, height].map((side) => Math.max(1, Math.round(side * share)));
	const svg =
		`<svg xmlns="http://www.w3.org/2000/svg" width="${across}" height="${down}"><rect width="100%" height="100%" ` +
		`fill="#fff"/><image width="${across}" height="${down}" href="data:${type};base64,${base64}"/></svg>`;
	const image = new Resvg(svg).render();
	const rgb = new Uint8Array(image.width * image.height * 3);
	for (let i = 0; i < rgb.length; i++) rgb[i] = image.pixels[4 * Math.floor(i / 3) + (i % 3)];
	return { rgb, width: image.width, height: image.height };
}

/** The sound of the option `sound`, checked and copied as bytes [bins, frames]. */
export function soundOf(name: string, options: SoundOptions, sizes: number[]): Medium<Sound> {
	const { spectrogram, seconds, skip = 0 } = options;
	const rows = (spectrogram instanceof Tensor ? spectrogram.arraySync() : spectrogram) as number[][];
	const bins = Array.isArray(rows) && Array.isArray(rows[0]) ? rows[0].length : 0;
	if (!(bins > 0 && rows.every((row) => row.length === bins && row.every(Number.isFinite)))) {
		throw wrong(name, "sound.spectrogram must be finite numbers [frames, bins]", { spectrogram });
	}
	if (!(Number.isFinite(seconds) && seconds > 0)) throw wrong(name, "sound.seconds must be above 0", { seconds });
	const axis = sideOf(name, "sound", options.axis, sizes[0], sizes[1]);
	const first = checkTokens(name, "sound", skip, 1, axis, sizes);
	const all = rows.flat();
	const [least, largest] = all.reduce(([a, b], x) => [Math.min(a, x), Math.max(b, x)], [Infinity, -Infinity]);
	return {
		fit: async (most) => {
			for (let step = Math.ceil(Math.max(bins / 128, rows.length / 1024, 1)); step <= rows.length; step *= 2) {
				const down = Math.min(step, bins);
				const [height, width] = [Math.ceil(bins / down), Math.ceil(rows.length / step)];
				const bytes = new Uint8Array(height * width);
				for (let bin = 0; bin < bins; bin++) {
					for (let frame = 0; frame < rows.length; frame++) {
						const byte = Math.round((255 * (rows[frame][bin] - least)) / (largest - least || 1));
						const at = Math.floor(bin / down) * width + Math.floor(frame / step);
						bytes[at] = Math.max(bytes[at], byte);
					}
				}
				const base64 = toBase64(await deflate(bytes, "deflate-raw"));
				if (base64.length > most) continue;
				return { seconds, bins: height, frames: width, compression: "deflate-raw", base64, skip: first, axis };
			}
			return undefined;
		},
	};
}
