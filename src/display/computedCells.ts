import { type Tensor, type Tensor4D, tensor, zeros } from "@tensorflow/tfjs-core";
import { fusedAttention, type Place, weightStatistics, weightTile } from "../attend/fused";
import type { CheckedOptions } from "../attend/inputs";
import { OPTIONAL, type OptionalName } from "../attend/names";
import { maxPool, type Pooled, type Statistics } from "../map/index";
import type { Cells, TileValues } from "./cells";
import { read } from "./read";

/** The most pixels along a side of the picture of everything that is computed once. */
const SIDE = 1024;
/** The entropy of more cells than this is not computed for a picture: about two seconds of one core. */
const MOST_CELLS = 2 ** 29;

/** Numbers of a tensor, apart from its engine: what a map keeps is freed with the map. */
interface Copy {
	values: Float32Array | Int32Array | Uint8Array;
	shape: number[];
	dtype: "float32" | "int32" | "bool";
}

function copyOf(x: Tensor): Copy {
	return { values: x.dataSync().slice() as Float32Array, shape: [...x.shape], dtype: x.dtype as "float32" };
}

/** One index of the first axis, which may be repeated. */
function at({ values, shape, dtype }: Copy, index: number): Copy {
	if (shape[0] === 1) return { values, shape, dtype };
	const size = values.length / shape[0];
	return { values: values.subarray(index * size, (index + 1) * size), shape: [1, ...shape.slice(1)], dtype };
}

/** Item b and head h of something with axes [B, H, …] of which either may be repeated. */
function headOf(x: Copy, b: number, h: number): Copy {
	const item = at(x, b);
	const [, ...rest] = item.shape;
	const head = at({ ...item, shape: rest }, h);
	return { ...head, shape: [1, ...head.shape] };
}

function tensorOf({ values, shape, dtype }: Copy): Tensor {
	return tensor(values, shape, dtype);
}

/**
 * Weights that are computed from q, k and logSumExp where they are asked for: `w(i, j) = exp(score(i, j) - logSumExp(i))`.
 *
 * It keeps B·(H·L + G·S)·D numbers instead of B·H·L·S.
 */
export class ComputedCells implements Cells {
	private readonly q: Copy;
	private readonly k: Copy;
	private readonly logSumExp: Copy;
	private readonly optional: Partial<Record<OptionalName, Copy>> = {};
	private whole?: Pooled & { side: number };

	/**
	 * @param q - Shape [B, H, L, D]; k of shape [B, G, S, D]; options that have been checked.
	 * @param shape - Of the map: leading axes of together B·H heads, then L, then S.
	 */
	constructor(
		q: Tensor4D,
		k: Tensor4D,
		private readonly checked: CheckedOptions,
		readonly shape: number[],
	) {
		this.q = copyOf(q);
		this.k = copyOf(k);
		const [B, G, S] = k.shape;
		this.logSumExp = read(() =>
			copyOf(fusedAttention(q, k, zeros([B, G, S, 1]), { ...checked, dropout: 0 }).logSumExp),
		);
		for (const name of OPTIONAL) {
			const given = checked[name];
			if (given === undefined) continue;
			const copy = copyOf(given);
			const isRank4 = name === "mask" || name === "bias";
			this.optional[name] = isRank4 ? { ...copy, shape: [1, 1, 1, 1, ...copy.shape].slice(-4) } : copy;
		}
	}

	get bytes(): number {
		return this.q.values.byteLength + this.k.values.byteLength + this.logSumExp.values.byteLength;
	}

	private get heads(): number {
		return this.q.shape[0] * this.q.shape[1];
	}

	/** What is needed of one head, as tensors; within a tidy. */
	private head(index: number) {
		const [H, G] = [this.q.shape[1], this.k.shape[1]];
		const [b, h] = [Math.floor(index / H), index % H];
		const known = (name: OptionalName, of: (x: Copy) => Copy) => {
			const copy = this.optional[name];
			return copy === undefined ? undefined : tensorOf(of(copy));
		};
		const checked: CheckedOptions = {
			...this.checked,
			mask: known("mask", (x) => headOf(x, b, h)),
			bias: known("bias", (x) => headOf(x, b, h)),
			queryLengths: known("queryLengths", (x) => at(x, b)),
			keyLengths: known("keyLengths", (x) => at(x, b)),
			sinks: known("sinks", (x) => at(x, h)),
		};
		return {
			q: tensorOf(headOf(this.q, b, h)) as Tensor4D,
			k: tensorOf(headOf(this.k, b, Math.floor((h * G) / H))) as Tensor4D,
			logSumExp: tensorOf(headOf(this.logSumExp, b, h)),
			checked,
		};
	}

	tile(index: number, query: readonly number[], key: readonly number[], zoom: number): TileValues {
		return read(() => {
			const { q, k, logSumExp, checked } = this.head(index);
			const place: Place = {
				...{ batch: 0, head: 0, zoom },
				...{ queries: [query[0], query[1]], keys: [key[0], key[1]] },
			};
			const { max } = weightTile(q, k, logSumExp, checked, place);
			return { shape: max.shape as [number, number], values: max.dataSync().slice() as Float32Array };
		});
	}

	finest(): Pooled & { side: number } {
		if (this.whole !== undefined) return this.whole;
		const [L, S] = this.shape.slice(-2);
		const zoom = Math.max(0, Math.ceil(Math.log2(Math.max(L, S) / SIDE)));
		const tiles = Array.from({ length: this.heads }, (_, head) => this.tile(head, [0, L], [0, S], zoom));
		const values = new Float32Array(tiles.reduce((sum, tile) => sum + tile.values.length, 0));
		for (const [head, tile] of tiles.entries()) values.set(tile.values, head * tile.values.length);
		this.whole = { values, shape: [...this.shape.slice(0, -2), ...tiles[0].shape], side: 2 ** zoom };
		return this.whole;
	}

	pooled(side: number): Pooled & { pooling: [number, number] } {
		const { values, shape, side: base } = this.finest();
		const [L, S] = this.shape.slice(-2);
		const more = Math.ceil(Math.max(...shape.slice(-2)) / side);
		const pooling: [number, number] = [Math.min(L, base * more), Math.min(S, base * more)];
		return { ...maxPool(values, shape, [more, more]), pooling };
	}

	statistics(): Statistics {
		const { values } = this.finest();
		const size = values.length / this.heads;
		const short = (x: number) => Number(x.toPrecision(3));
		const max = Array.from({ length: this.heads }, (_, head) => {
			return short(values.subarray(head * size, (head + 1) * size).reduce((most, one) => Math.max(most, one), 0));
		});
		const [L, S] = this.shape.slice(-2);
		if (this.heads * L * S > MOST_CELLS) return { max };
		const entropy = Array.from({ length: this.heads }, (_, index) =>
			read(() => {
				const { q, k, logSumExp, checked } = this.head(index);
				const { entropy: rows } = weightStatistics(q, k, logSumExp, checked, ["entropy"]);
				const found = rows!.dataSync() as Float32Array;
				return short(found.reduce((sum, one) => sum + one, 0) / L);
			}),
		);
		return { entropy, max };
	}
}
