import type { Span } from "../attend/limits";
import type { Copy } from "./copies";

/** A mask or bias over leading axes, queries and keys, any of which may have size 1; closed where `isOpen` says no. */
export interface Grid extends Copy {
	isOpen(value: number): boolean;
}

/** The band and the lengths that limit a row: its keys [from, to). */
export type RowSpan = (head: number, query: number) => Span;

/** Which cells of a map were computed at all: those that band, lengths and masks leave. No matrix of L x S is made. */
export class Visible {
	/**
	 * @param leads - Sizes of the leading axes that the grids have.
	 * @param span - Undefined where no band or length limits a row.
	 * @param perHead - Whether `span` differs between heads.
	 */
	constructor(
		private readonly leads: readonly number[],
		private readonly keys: number,
		private readonly span: RowSpan | undefined,
		private readonly perHead: boolean,
		private readonly grids: readonly Grid[],
	) {}

	/** Whether all heads see the same cells. */
	get isShared(): boolean {
		return !this.perHead && this.grids.every((grid) => grid.shape.slice(0, -2).every((size) => size === 1));
	}

	/**
	 * For each pixel of `down` x `across` cells whether one of them was computed, and not `without` its key: 1 or 0.
	 *
	 * @returns Row-major over [ceil(queries / down), ceil(keys / across)].
	 */
	pooled(head: number, query: Span, key: Span, [down, across]: Span, without?: ReadonlySet<number>): Uint8Array {
		const width = Math.ceil((key[1] - key[0]) / across);
		const out = new Uint8Array(Math.ceil((query[1] - query[0]) / down) * width);
		const grids = this.grids.map((grid) => ({ ...grid, ...this.strides(grid, head) }));
		const isSimple = grids.length === 0 && (without === undefined || without.size === 0);
		for (let i = query[0]; i < query[1]; i++) {
			const row = Math.floor((i - query[0]) / down) * width;
			const [first, end] = this.span?.(head, i) ?? [0, this.keys];
			const [from, to] = [Math.max(first, key[0]), Math.min(end, key[1])];
			for (let j = from; j < to; ) {
				const pixel = Math.floor((j - key[0]) / across);
				const next = Math.min(to, key[0] + (pixel + 1) * across);
				for (; j < next && out[row + pixel] === 0; j++) {
					const isOpen =
						isSimple ||
						(!without?.has(j) &&
							grids.every((grid) => grid.isOpen(grid.values[grid.start + i * grid.down + j * grid.across])));
					if (isOpen) out[row + pixel] = 1;
				}
				j = next;
			}
		}
		return out;
	}

	private strides({ shape }: Grid, head: number): { start: number; down: number; across: number } {
		const [rows, columns] = shape.slice(-2);
		let [rest, start, size] = [head, 0, rows * columns];
		for (let axis = this.leads.length - 1; axis >= 0; axis--) {
			const index = rest % this.leads[axis];
			rest = Math.floor(rest / this.leads[axis]);
			if (shape[axis] > 1) start += index * size;
			size *= shape[axis];
		}
		return { start, down: rows === 1 ? 0 : columns, across: columns === 1 ? 0 : 1 };
	}
}

/** The tile with NaN for each pixel of which no cell was computed. */
export function blank(values: Float32Array, seen: Uint8Array): Float32Array {
	for (let i = 0; i < values.length; i++) if (seen[i] === 0) values[i] = Number.NaN;
	return values;
}
