import {
	type AttentionMapDocument,
	type Axis,
	checkDocument,
	type DecodedPreview,
	decodeBytes,
	decodePreview,
} from "@attention-lab/attention/map";
import { firstMaskedKey } from "./mask";
import { MASKED, type Plane } from "./plane";

/** A document made ready to look at: named axes, and one plane of saved weights per leading index. */
export class AttentionMap {
	readonly leads: Axis[];
	readonly query: Axis;
	readonly key: Axis;

	constructor(
		readonly document: AttentionMapDocument,
		readonly preview: DecodedPreview,
		/** The second map of a comparison. */
		readonly other: AttentionMap | null = null,
		/** Per pixel of the preview, 1 where anything was computed; see the document's `computed`. */
		private readonly computed: Uint8Array | null = null,
	) {
		this.leads = document.axes.slice(0, -2);
		[this.query, this.key] = document.axes.slice(-2);
	}

	/** How many planes there are: the product of the leading sizes. */
	get planes(): number {
		return this.leads.reduce((product, axis) => product * axis.size, 1);
	}

	/** The largest weight of the map: the right end of its colour bar. */
	get largest(): number {
		return this.preview.scale;
	}

	/** Row-major number of a leading index. */
	flat(lead: readonly number[]): number {
		return this.leads.reduce((index, axis, i) => index * axis.size + lead[i], 0);
	}

	/** The saved weights of one leading index. */
	plane(lead: readonly number[]): Plane {
		const [rows, columns] = this.preview.shape.slice(-2);
		const size = rows * columns;
		const from = this.flat(lead) * size;
		const values = this.preview.values.slice(from, from + size);
		this.markMissing(values, lead);
		return this.markMasked({ rows, columns, values, pooling: this.preview.pooling, exact: false });
	}

	/** Marks the preview's pixels in which nothing was computed, as the document says. */
	private markMissing(values: Float32Array, lead: readonly number[]): void {
		const { shape } = this.document.computed ?? { shape: [] };
		if (this.computed === null) return;
		const index = lead.reduce((flat, at, i) => flat * shape[i] + (shape[i] === 1 ? 0 : at), 0);
		const from = index * values.length;
		for (let i = 0; i < values.length; i++) if (this.computed[from + i] === 0 && values[i] === 0) values[i] = MASKED;
	}

	/** The plane with its forbidden pixels marked, in place. A weight that is not zero is shown whatever the mask says. */
	markMasked(plane: Plane): Plane {
		const first = firstMaskedKey(this.document.source.mask, this.query.size, this.key.size);
		if (first === null) return plane;
		const [top, left] = plane.origin ?? [0, 0];
		for (let row = 0; row < plane.rows; row++) {
			const lastQuery = Math.min(this.query.size, top + (row + 1) * plane.pooling[0]) - 1;
			const from = Math.max(0, Math.ceil((first(lastQuery) - left) / plane.pooling[1]));
			for (let column = from; column < plane.columns; column++) {
				const at = row * plane.columns + column;
				if (plane.values[at] === 0) plane.values[at] = MASKED;
			}
		}
		return plane;
	}

	/** Half the distance between the saved weights next to `weight`: how far the truth may lie from it. */
	tolerance(weight: number): number {
		const { levels, scale } = this.preview;
		if (scale === 0) return 0;
		if (this.document.preview.transform === "linear") return scale / levels / 2;
		return (scale * (Math.sqrt(weight / scale) * levels + 0.25)) / levels ** 2;
	}
}

/**
 * What came out of a notebook, as a map.
 *
 * @throws AttentionMapError whose message says what is wrong and where.
 */
export async function readMap(value: unknown): Promise<AttentionMap> {
	const document = checkDocument(value);
	const other = document.other === undefined ? null : await decoded(document.other, null);
	return decoded(document, other);
}

async function decoded(document: AttentionMapDocument, other: AttentionMap | null): Promise<AttentionMap> {
	const { computed } = document;
	const count = computed?.shape.reduce((product, size) => product * size, 1) ?? 0;
	return new AttentionMap(
		document,
		await decodePreview(document.preview),
		other,
		computed === undefined ? null : await decodeBytes(computed, count, "computed"),
	);
}
