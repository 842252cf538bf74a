import { matMul, type Tensor, type Tensor2D, type Tensor4D, tensor2d } from "@tensorflow/tfjs-core";
import type { CheckedOptions } from "../attend/inputs";
import type { Span } from "../attend/limits";
import { OPTIONAL, type OptionalName } from "../attend/names";
import { at, type Copy, copyOf, headOf } from "./copies";
import { read } from "./read";
import { type Grid, type RowSpan, Visible } from "./visible";

/** The most scores that are in memory at once: 16 MB. */
const BLOCK = 2 ** 22;

/** Queries, keys and perhaps values that weights came from: [B, H, L, D], [B, G, S, D], [B, G, S, E], and what limited them. */
export class Origin {
	readonly q: Copy;
	readonly k: Copy;
	readonly v?: Copy;
	readonly optional: Partial<Record<OptionalName, Copy>> = {};

	constructor(
		q: Tensor4D,
		k: Tensor4D,
		v: Tensor4D | undefined,
		readonly checked: CheckedOptions,
	) {
		this.q = copyOf(q);
		this.k = copyOf(k);
		this.v = v && copyOf(v);
		for (const name of OPTIONAL) {
			const given = checked[name];
			if (given === undefined) continue;
			const copy = copyOf(given);
			const isRank4 = name === "mask" || name === "bias";
			this.optional[name] = isRank4 ? { ...copy, shape: [1, 1, 1, 1, ...copy.shape].slice(-4) } : copy;
		}
	}

	get bytes(): number {
		return this.q.values.byteLength + this.k.values.byteLength + (this.v?.values.byteLength ?? 0);
	}

	get heads(): number {
		return this.q.shape[0] * this.q.shape[1];
	}

	/** Item, query head and key head. */
	place(index: number): [b: number, h: number, g: number] {
		const [H, G] = [this.q.shape[1], this.k.shape[1]];
		const h = index % H;
		return [Math.floor(index / H), h, Math.floor((h * G) / H)];
	}

	/** How far the diagonal of an item lies from `j = i`. */
	shift(b: number): number {
		if (this.checked.diagonal !== "bottom-right") return 0;
		const { keyLengths, queryLengths } = this.optional;
		return (keyLengths?.values[b] ?? this.k.shape[2]) - (queryLengths?.values[b] ?? this.q.shape[2]);
	}

	/** What masks, bands and lengths left; undefined where they left everything. */
	visible(): Visible | undefined {
		const { left, right } = this.checked;
		const { mask, bias, keyLengths, queryLengths } = this.optional;
		const grids: Grid[] = [];
		if (mask !== undefined) grids.push({ ...mask, isOpen: (value) => value !== 0 });
		if (bias?.values.includes(Number.NEGATIVE_INFINITY)) {
			grids.push({ ...bias, isOpen: (value) => value > Number.NEGATIVE_INFINITY });
		}
		const hasLengths = keyLengths !== undefined || queryLengths !== undefined;
		const [[B, H, L], S] = [this.q.shape, this.k.shape[2]];
		const span: RowSpan = (head, i) => {
			const [b] = this.place(head);
			if (i >= (queryLengths?.values[b] ?? L)) return [0, 0];
			const diagonal = i + this.shift(b);
			return [
				left < 0 ? 0 : Math.max(0, diagonal - left),
				Math.min(keyLengths?.values[b] ?? S, right < 0 ? S : diagonal + right + 1),
			];
		};
		const limits = hasLengths || left >= 0 || right >= 0;
		if (!limits && grids.length === 0) return undefined;
		return new Visible([B, H], S, limits ? span : undefined, hasLengths && B > 1, grids);
	}

	/** `q·k` of one query and every key from `from` to `to`, in float64. */
	products(index: number, query: number, [from, to]: Span): Float64Array {
		const [b, h, g] = this.place(index);
		const D = this.q.shape[3];
		const q = headOf(this.q, b, h).values.subarray(query * D, (query + 1) * D);
		const k = headOf(this.k, b, g).values;
		const out = new Float64Array(to - from);
		for (let j = from; j < to; j++) {
			let sum = 0;
			for (let d = 0; d < D; d++) sum += q[d] * k[j * D + d];
			out[j - from] = sum;
		}
		return out;
	}

	/** A product after scale and softcap. */
	private capped(product: number): number {
		const { scale, softcap } = this.checked;
		return softcap === undefined ? product * scale : softcap * Math.tanh((product * scale) / softcap);
	}

	private biasAt(index: number): (i: number, j: number) => number {
		const { bias } = this.optional;
		if (bias === undefined) return () => 0;
		const [b, h] = this.place(index);
		const { values, shape } = headOf(bias, b, h);
		const [rows, columns] = shape.slice(-2);
		return (i, j) => values[(rows === 1 ? 0 : i * columns) + (columns === 1 ? 0 : j)];
	}

	/** Scores of one query and keys [from, to), after scale, softcap and bias; whatever was visible. */
	logits(index: number, query: number, keys: Span): Float64Array {
		const bias = this.biasAt(index);
		return this.products(index, query, keys).map((product, j) => this.capped(product) + bias(query, keys[0] + j));
	}

	/** Scores of a rectangle, a pixel being the one furthest from 0 among `side` x `side` cells; NaN where none was computed. */
	scores(
		index: number,
		query: Span,
		key: Span,
		side: number,
		isSeen: (head: number, row: Span) => Uint8Array | undefined,
	) {
		const [height, width] = [query[1] - query[0], key[1] - key[0]];
		const [rows, columns] = [Math.ceil(height / side), Math.ceil(width / side)];
		const values = new Float32Array(rows * columns).fill(Number.NaN);
		const [b, h, g] = this.place(index);
		const D = this.q.shape[3];
		const [q, k] = [headOf(this.q, b, h).values, headOf(this.k, b, g).values];
		const bias = this.optional.bias && this.biasAt(index);
		const lines = Math.max(1, Math.floor(BLOCK / width));
		for (let from = query[0]; from < query[1]; from += lines) {
			const to = Math.min(query[1], from + lines);
			const products = read(() => {
				const block = (all: Copy["values"], [first, end]: Span): Tensor2D =>
					tensor2d(all.subarray(first * D, end * D) as Float32Array, [end - first, D]);
				return (matMul(block(q, [from, to]), block(k, key), false, true) as Tensor).dataSync().slice() as Float32Array;
			});
			const seen = isSeen(index, [from, to]);
			for (let i = from, cell = 0; i < to; i++) {
				const row = Math.floor((i - query[0]) / side) * columns;
				for (let j = 0; j < width; j++, cell++) {
					if (seen?.[cell] === 0) continue;
					const score = this.capped(products[cell]) + (bias?.(i, key[0] + j) ?? 0);
					const pixel = row + Math.floor(j / side);
					if (!(Math.abs(values[pixel]) >= Math.abs(score))) values[pixel] = score;
				}
			}
		}
		return { shape: [rows, columns] as [number, number], values };
	}

	/** |v(j)| of every key, shape [S]. */
	lengths(index: number): Float64Array | undefined {
		if (this.v === undefined) return undefined;
		const [b, , g] = this.place(index);
		const [S, E] = this.v.shape.slice(-2);
		const v = headOf(this.v, b, g).values;
		return Float64Array.from({ length: S }, (_, j) => Math.hypot(...v.subarray(j * E, (j + 1) * E)));
	}

	/** Numbers of one row of one head of q, k or v. */
	vector(of: "q" | "k" | "v", index: number, row: number): Float32Array {
		const [b, h, g] = this.place(index);
		const x = this[of] as Copy;
		const size = x.shape[3];
		const head = headOf(x, b, of === "q" ? h : g).values as Float32Array;
		return head.subarray(row * size, (row + 1) * size);
	}

	/** One head with its limits, as it was given. */
	optionalOf(index: number, tensorOf: (copy: Copy) => Tensor): Partial<Record<OptionalName, Tensor>> {
		const [b, h] = this.place(index);
		const found: Partial<Record<OptionalName, Tensor>> = {};
		for (const name of OPTIONAL) {
			const copy = this.optional[name];
			if (copy === undefined) continue;
			const one = name === "sinks" ? at(copy, h) : name.endsWith("Lengths") ? at(copy, b) : headOf(copy, b, h);
			found[name] = tensorOf(one);
		}
		return found;
	}
}
