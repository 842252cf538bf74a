import { deflate } from "../map/deflate";
import {
	type AttentionMapDocument,
	type Computed,
	type Image,
	type Preview,
	type Sound,
	toBase64,
	type Vectors,
} from "../map/index";
import type { Cells } from "./cells";
import type { Medium } from "./media";
import type { Origin } from "./origin";

/** Vectors of more bytes are not saved: a row is then worked out by the kernel alone. */
const MOST_VECTORS = 6000;
/** A picture or a sound may take this share of an output, vectors this one of a document. */
const MEDIUM_SHARE = 1 / 3;
const VECTOR_SHARE = 1 / 4;

export interface Media {
	image?: Medium<Image>;
	sound?: Medium<Sound>;
}

/** What a document carries beside its pixels, as far as it fits, and the names of what did not. */
export type Extras = Pick<AttentionMapDocument, "vectors" | "image" | "sound" | "omitted">;

export async function extrasOf(cells: Cells, { image, sound }: Media, maxBytes: number): Promise<Extras> {
	const most = Math.floor((maxBytes * MEDIUM_SHARE) / (image && sound ? 2 : 1)) - 200;
	const found = { image: await image?.fit(most), sound: await sound?.fit(most) };
	const vectors = cells.origin && vectorsOf(cells.origin, VECTOR_SHARE * maxBytes);
	const omitted = [
		...(image && !found.image ? ["image"] : []),
		...(sound && !found.sound ? ["sound"] : []),
		...(cells.origin && !vectors ? ["vectors"] : []),
	];
	return {
		...(found.image && { image: found.image }),
		...(found.sound && { sound: found.sound }),
		...(vectors && { vectors }),
		...(omitted.length > 0 && { omitted }),
	};
}

/** The vectors of a small map; none where a bias or sinks, which are not saved, had a part in its weights. */
function vectorsOf({ q, k, v, checked, optional }: Origin, most: number): Vectors | undefined {
	const bytes = [q, k, v].reduce((sum, copy) => sum + 4 * (copy?.values.length ?? 0), 0);
	if (optional.bias || optional.sinks || bytes > MOST_VECTORS || (bytes * 4) / 3 > most) return undefined;
	const text = ({ values }: { values: ArrayBufferView }) =>
		toBase64(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
	const { scale, softcap } = checked;
	return {
		depth: q.shape[3],
		...(v && { valueDepth: v.shape[3] }),
		keyHeads: k.shape[0] * k.shape[1],
		scale,
		...(softcap !== undefined && { softcap }),
		query: text(q),
		key: text(k),
		...(v && { value: text(v) }),
	};
}

/** Which pixels of a preview were computed; undefined where all were. */
export async function computedOf({ visible, shape }: Cells, preview: Preview): Promise<Computed | undefined> {
	if (visible === undefined) return undefined;
	const [L, S] = shape.slice(-2);
	const leads = visible.isShared ? shape.slice(0, -2).map(() => 1) : shape.slice(0, -2);
	const heads = leads.reduce((product, size) => product * size, 1);
	const pixels = preview.shape.slice(-2).reduce((product, size) => product * size, 1);
	const bytes = new Uint8Array(heads * pixels);
	for (let head = 0; head < heads; head++) {
		bytes.set(visible.pooled(head, [0, L], [0, S], preview.pooling), head * pixels);
	}
	if (bytes.every((byte) => byte === 1)) return undefined;
	const base64 = toBase64(await deflate(bytes, "deflate-raw"));
	return { shape: [...leads, ...preview.shape.slice(-2)], compression: "deflate-raw", base64 };
}
