import { Signal } from "@lumino/signaling";

/** From and to along one axis, in cells; not whole numbers in general. */
export type Span = readonly [number, number];

/** So many cells along a side are the closest look. */
const CLOSEST = 4;

/**
 * The rectangle of the matrix that is on the screen. It never leaves the matrix, and its sides keep the proportions of
 * the whole as long as the shorter axis has cells enough.
 */
export class Viewport {
	readonly changed = new Signal<this, void>(this);
	private _query: Span;
	private _key: Span;

	constructor(
		readonly queries: number,
		readonly keys: number,
	) {
		this._query = [0, queries];
		this._key = [0, keys];
	}

	get query(): Span {
		return this._query;
	}

	get key(): Span {
		return this._key;
	}

	/** Everything is on the screen. */
	get isWhole(): boolean {
		const length = ([from, to]: Span): number => to - from;
		return length(this._query) === this.queries && length(this._key) === this.keys;
	}

	/** How many times larger than in the whole picture a cell is. */
	get zoom(): number {
		return Math.max(this.queries / (this._query[1] - this._query[0]), this.keys / (this._key[1] - this._key[0]));
	}

	get closest(): number {
		return Math.max(1, Math.max(this.queries, this.keys) / CLOSEST);
	}

	/** Shows everything. */
	fit(): void {
		this.set([0, this.queries], [0, this.keys]);
	}

	/** Makes cells `factor` times larger; the point (query, key) stays where it is. */
	zoomAt(factor: number, query: number, key: number): void {
		const zoom = Math.max(1, Math.min(this.closest, this.zoom * factor));
		this.set(
			scaled(this._query, query, span(this.queries, zoom), this.queries),
			scaled(this._key, key, span(this.keys, zoom), this.keys),
		);
	}

	/** Moves the rectangle by so many cells. */
	panBy(queries: number, keys: number): void {
		this.set(moved(this._query, queries, this.queries), moved(this._key, keys, this.keys));
	}

	/** Shows as little as holds both spans and keeps the proportions. */
	show(query: Span, key: Span): void {
		const zoom = Math.min(this.queries / (query[1] - query[0]), this.keys / (key[1] - key[0]));
		const factor = Math.max(1, Math.min(this.closest, zoom));
		const around = (part: Span, size: number): Span => {
			const length = span(size, factor);
			const from = (part[0] + part[1] - length) / 2;
			return moved([from, from + length], 0, size);
		};
		this.set(around(query, this.queries), around(key, this.keys));
	}

	/** Brings a cell onto the screen, with as little movement as possible. */
	reveal(query: number, key: number): void {
		const into = ([from, to]: Span, index: number): number => Math.min(0, index - from) + Math.max(0, index + 1 - to);
		this.panBy(into(this._query, query), into(this._key, key));
	}

	dispose(): void {
		Signal.clearData(this);
	}

	private set(query: Span, key: Span): void {
		const same = (a: Span, b: Span): boolean => a[0] === b[0] && a[1] === b[1];
		if (same(query, this._query) && same(key, this._key)) return;
		this._query = query;
		this._key = key;
		this.changed.emit();
	}
}

/** Cells of an axis that are shown at a zoom: an axis of few cells keeps them. */
function span(size: number, zoom: number): number {
	return Math.max(Math.min(size, CLOSEST), size / zoom);
}

function scaled([from, to]: Span, fixed: number, length: number, size: number): Span {
	const share = to > from ? (fixed - from) / (to - from) : 0.5;
	const start = fixed - share * length;
	return moved([start, start + length], 0, size);
}

function moved([from, to]: Span, by: number, size: number): Span {
	const length = to - from;
	if (length >= size) return [0, size];
	const start = Math.max(0, Math.min(size - length, from + by));
	return [start, start + length];
}
