import { writeFile } from "node:fs/promises";
import { extname } from "node:path";
import { figureOf, figureToPdf, figureToSvg, type Region, toCsv, toNpy, toPage, toSelection } from "../map/files/index";
import { toBase64 } from "../map/index";
import { wrong } from "../wrong";
import type { AttentionMap } from "./AttentionMap";
import { paintText } from "./paintText";

/** A page may be larger than what a notebook keeps. */
const PAGE_BYTES = 4_000_000;

export interface SaveMapOptions {
	/** The head that is saved, one index per leading axis. Numbers: all heads by default. Figures: zeros by default. */
	lead?: number[];
	/** [from, to) in queries; all by default. */
	query?: [number, number];
	/** [from, to) in keys; all by default. */
	key?: [number, number];
	/** Pixels per unit of a PNG, 1 by default; 2 to 4 for print. */
	scale?: number;
}

type Save = (map: AttentionMap, options: SaveMapOptions) => Promise<Uint8Array | string> | Uint8Array | string;

const FILES: Record<string, Save> = {
	".png": (map, { lead, scale }) => map.toPng({ lead, scale }),
	".svg": (map, options) => figureToSvg(figureOf(regionOf(map, headOf(map, options)))),
	".pdf": (map, options) => figureToPdf(figureOf(regionOf(map, headOf(map, options))), paintText),
	".html": async (map, { lead }) => {
		const picture = `data:image/png;base64,${toBase64(await map.toPng({ lead }))}`;
		return toPage(await map.toDocument({ maxBytes: PAGE_BYTES }), { lead, picture });
	},
	".csv": (map, options) => toCsv(regionOf(map, options)),
	".npy": (map, options) => toNpy(regionOf(map, options)),
	".json": (map, options) => toSelection(regionOf(map, options)),
};

/**
 * Writes a map to a file of the kind that its name ends in: `.png` the picture that a notebook shows, `.svg` and `.pdf` one
 * head in vectors, `.html` a page with a viewer that needs no network, `.csv`, `.npy` and `.json` the float32 weights.
 *
 * ```ts
 * await attention.saveMap(map, "layer2-head3.pdf", { lead: [2, 3] });
 * ```
 * @throws Where the name ends in something else, or lead and ranges are not within the map.
 */
export async function saveMap(map: AttentionMap, path: string, options: SaveMapOptions = {}): Promise<void> {
	const save = FILES[extname(String(path)).toLowerCase()];
	if (save === undefined) throw wrong("saveMap", `path must end in ${Object.keys(FILES).join(", ")}`, { path });
	await writeFile(path, await save(map, options));
}

function headOf(map: AttentionMap, options: SaveMapOptions): SaveMapOptions {
	return { ...options, lead: options.lead ?? map.shape.slice(0, -2).map(() => 0) };
}

/** The exact weights of a rectangle of one head, or of all heads. */
function regionOf(map: AttentionMap, options: SaveMapOptions): Region {
	const [L, S] = map.shape.slice(-2);
	const { lead, query = [0, L], key = [0, S] } = options;
	const leads = lead === undefined ? indicesOf(map.shape.slice(0, -2)) : [lead];
	const tiles = leads.map((at) => map.tile({ lead: at, query, key, zoom: 0 }).values);
	const values = new Float32Array(tiles.reduce((sum, tile) => sum + tile.length, 0));
	let to = 0;
	for (const tile of tiles) {
		values.set(tile, to);
		to += tile.length;
	}
	const { title, axes, source } = map;
	return {
		title,
		axes,
		leads,
		query,
		key,
		pooling: [1, 1],
		values,
		of: "attention weight (row softmax)",
		error: 0,
		source,
	};
}

/** Every index of these axes, row-major. */
function indicesOf(sizes: readonly number[]): number[][] {
	return sizes.reduce<number[][]>(
		(all, size) => all.flatMap((index) => Array.from({ length: size }, (_, i) => [...index, i])),
		[[]],
	);
}
