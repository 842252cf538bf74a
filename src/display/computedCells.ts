import { add, type Tensor, type Tensor4D, tensor, zeros } from "@tensorflow/tfjs-core";
import { fusedAttention, type Place, weightStatistics, weightTile } from "../attend/fused";
import type { CheckedOptions } from "../attend/inputs";
import { maxPool, type Pooled, type Statistics } from "../map/index";
import { type Cells, type Cut, scoreTile, type TileValues } from "./cells";
import { type Copy, copyOf, headOf, tensorOf } from "./copies";
import type { Origin } from "./origin";
import { read } from "./read";
import { short } from "./statistics";
import { blank, Visible } from "./visible";

/** The most pixels along a side of the picture of everything that is computed once. */
const SIDE = 1024;
/** The entropy of more cells than this is not computed for a picture: about two seconds of one core. */
const MOST_CELLS = 2 ** 29;
const NONE: ReadonlySet<number> = new Set();

/**
 * Weights that are computed from q, k and logSumExp where they are asked for: `w(i, j) = exp(score(i, j) - logSumExp(i))`.
 *
 * It keeps B·(H·L + G·S)·D numbers instead of B·H·L·S.
 */
export class ComputedCells implements Cells {
	readonly visible?: Visible;
	private readonly logSumExp: Copy;
	private whole?: Pooled & { side: number };
	/** Sums of rows without some keys, of the last such request. */
	private rest?: { key: string; logSumExp: Copy };

	/** @param shape - Of the map: leading axes of together B·H heads, then L, then S. */
	constructor(
		readonly origin: Origin,
		readonly shape: number[],
	) {
		this.visible = origin.visible();
		const [B, G, S] = origin.k.shape;
		this.logSumExp = read(() => {
			const { checked, optional } = origin;
			const given = Object.fromEntries(Object.entries(optional).map(([name, copy]) => [name, tensorOf(copy)]));
			const [q, k] = [tensorOf(origin.q) as Tensor4D, tensorOf(origin.k) as Tensor4D];
			return copyOf(fusedAttention(q, k, zeros([B, G, S, 1]), { ...checked, ...given, dropout: 0 }).logSumExp);
		});
	}

	get bytes(): number {
		return this.origin.bytes + this.logSumExp.values.byteLength;
	}

	private get heads(): number {
		return this.origin.heads;
	}

	/** What is needed of one head, as tensors; within a tidy. */
	private head(index: number) {
		const { origin } = this;
		const [b, h, g] = origin.place(index);
		const checked: CheckedOptions = { ...origin.checked, ...origin.optionalOf(index, tensorOf) };
		return {
			q: tensorOf(headOf(origin.q, b, h)) as Tensor4D,
			k: tensorOf(headOf(origin.k, b, g)) as Tensor4D,
			logSumExp: tensorOf(headOf(this.logSumExp, b, h)),
			checked,
		};
	}

	/**
	 * Norms and keys left out are a bias along the keys: `w(i, j) |v(j)| = exp(score + ln |v(j)| - logSumExp)`, and -Infinity
	 * for a key that is left out.
	 */
	tile(cut: Cut): TileValues {
		const { head: index, query, key, zoom, of, without } = cut;
		if (of === "scores") return scoreTile(this, cut);
		const [S] = this.shape.slice(-1);
		const lengths = of === "norms" ? this.origin.lengths(index) : undefined;
		const tile = read(() => {
			const { q, k, logSumExp, checked } = this.head(index);
			const place: Place = {
				...{ batch: 0, head: 0, zoom },
				...{ queries: [query[0], query[1]], keys: [key[0], key[1]] },
			};
			const changed = lengths !== undefined || without.size > 0;
			const along = Float32Array.from({ length: changed ? S : 0 }, (_, j) =>
				without.has(j) ? Number.NEGATIVE_INFINITY : lengths === undefined ? 0 : Math.log(lengths[j]),
			);
			const sums = without.size === 0 ? logSumExp : tensorOf(this.sumsWithout(index, without));
			const options = changed ? { ...checked, bias: alongKeys(checked.bias, along) } : checked;
			const { max } = weightTile(q, k, sums, options, place);
			return { shape: max.shape as [number, number], values: max.dataSync().slice() as Float32Array };
		});
		const visible = this.visible ?? (without.size > 0 ? everywhere(S) : undefined);
		const seen = visible?.pooled(index, query, key, [2 ** zoom, 2 ** zoom], without);
		return seen === undefined ? tile : { ...tile, values: blank(tile.values, seen) };
	}

	/** What the rest of each row must be divided by to have the sum that the whole row has. */
	private sumsWithout(index: number, without: ReadonlySet<number>): Copy {
		const key = `${index}: ${[...without]}`;
		if (this.rest?.key === key) return this.rest.logSumExp;
		const [S] = this.shape.slice(-1);
		const logSumExp = read(() => {
			const { q, k, logSumExp: known, checked } = this.head(index);
			const closed = Float32Array.from({ length: S }, (_, j) => (without.has(j) ? Number.NEGATIVE_INFINITY : 0));
			const sums = (bias: Tensor | undefined) =>
				copyOf(fusedAttention(q, k, zeros([1, 1, S, 1]), { ...checked, bias, sinks: undefined, dropout: 0 }).logSumExp);
			const rest = sums(alongKeys(checked.bias, closed));
			if (checked.sinks === undefined) return rest;
			const [all, withSink] = [sums(checked.bias), known.dataSync()];
			return { ...rest, values: (rest.values as Float32Array).map((sum, i) => sum - (all.values[i] - withSink[i])) };
		});
		this.rest = { key, logSumExp };
		return logSumExp;
	}

	finest(): Pooled & { side: number } {
		if (this.whole !== undefined) return this.whole;
		const [L, S] = this.shape.slice(-2);
		const zoom = Math.max(0, Math.ceil(Math.log2(Math.max(L, S) / SIDE)));
		const tiles = Array.from({ length: this.heads }, (_, head) =>
			this.tile({ head, query: [0, L], key: [0, S], zoom, of: "weights", without: NONE }),
		);
		const values = new Float32Array(tiles.reduce((sum, tile) => sum + tile.values.length, 0));
		for (const [head, tile] of tiles.entries()) {
			// What was not computed has no weight in a picture.
			values.set(
				tile.values.map((value) => (Number.isNaN(value) ? 0 : value)),
				head * tile.values.length,
			);
		}
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
		const [L, S] = this.shape.slice(-2);
		const isSmall = this.heads * L * S <= MOST_CELLS;
		const found: Required<Statistics> = { entropy: [], max: [], distance: [], sink: [], previous: [] };
		for (let index = 0; index < this.heads; index++) {
			const most = values.subarray(index * size, (index + 1) * size).reduce((max, one) => Math.max(max, one), 0);
			found.max.push(short(most));
			const seen = this.visible?.pooled(index, [0, L], [0, S], [1, S]) ?? new Uint8Array(L).fill(1);
			const full = Math.max(
				1,
				seen.reduce((sum, one) => sum + one, 0),
			);
			const { first, previous } = this.columns(index, seen);
			found.previous.push(short(previous));
			let all = full;
			if (isSmall) {
				const sums = this.rowSums(index);
				found.entropy.push(short(sums.entropy / full));
				found.distance.push(short(sums.distance / full));
				all = sums.all;
			}
			found.sink.push(short(all === 0 ? 0 : first / all));
		}
		if (isSmall) return found;
		const { max, sink, previous } = found;
		return { max, previous, ...(this.origin.optional.sinks === undefined && { sink }) };
	}

	private rowSums(index: number): { entropy: number; distance: number; all: number } {
		return read(() => {
			const { q, k, logSumExp, checked } = this.head(index);
			const found = weightStatistics(q, k, logSumExp, checked, ["entropy", "distance", "columnMass"]);
			const sum = (x: Tensor | undefined) => (x!.dataSync() as Float32Array).reduce((all, one) => all + one, 0);
			return { entropy: sum(found.entropy), distance: sum(found.distance), all: sum(found.columnMass) };
		});
	}

	/** All weight on key 0, and the mean on the key before; two cells of each row. */
	private columns(index: number, seen: Uint8Array): { first: number; previous: number } {
		const { origin, visible } = this;
		const [S] = this.shape.slice(-1);
		const [b, h] = origin.place(index);
		const sums = headOf(this.logSumExp, b, h).values;
		const weight = (i: number, j: number) => {
			const isSeen = visible === undefined || visible.pooled(index, [i, i + 1], [j, j + 1], [1, 1])[0] === 1;
			return isSeen ? Math.exp(origin.logits(index, i, [j, j + 1])[0] - sums[i]) : 0;
		};
		let [first, previous, followers] = [0, 0, 0];
		for (let i = 0; i < seen.length; i++) {
			if (seen[i] === 0) continue;
			first += weight(i, 0);
			const before = i + origin.shift(b) - 1;
			if (before < 0 || before >= S) continue;
			followers++;
			previous += weight(i, before);
		}
		return { first, previous: previous / Math.max(1, followers) };
	}
}

function everywhere(keys: number): Visible {
	return new Visible([1], keys, undefined, false, []);
}

/** A bias with numbers added along the keys; within a tidy. */
function alongKeys(bias: Tensor | undefined, along: Float32Array): Tensor {
	const line = tensor(along, [1, 1, 1, along.length]);
	return bias === undefined ? line : add(bias, line);
}
