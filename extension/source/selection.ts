import { Signal } from "@lumino/signaling";

/** One cell of the shown matrix. */
export interface Cell {
	query: number;
	key: number;
}

export type SelectionChange = "lead" | "look" | "pin";

/**
 * What the reader looks at, shared by all views of a map: hovering **looks**, clicking **pins**, pickers choose the
 * leading index. Every setter is silent when nothing changes.
 */
export class Selection {
	readonly changed = new Signal<this, SelectionChange>(this);
	/** The thumbnail under the pointer, as a leading index. */
	peek: readonly number[] | null = null;
	private _lead: readonly number[];
	private _look: Cell | null = null;
	private _pin: Cell | null = null;

	/** @param shape - Sizes of all axes; the last two are queries and keys. */
	constructor(private shape: readonly number[]) {
		this._lead = shape.slice(0, -2).map(() => 0);
	}

	get lead(): readonly number[] {
		return this._lead;
	}

	/** The leading index to show; each entry is moved into its axis. */
	set lead(lead: readonly number[]) {
		const next = this._lead.map((old, i) => clamp(lead[i] ?? old, this.shape[i]));
		if (next.every((entry, i) => entry === this._lead[i])) return;
		this._lead = next;
		this.changed.emit("lead");
	}

	get look(): Cell | null {
		return this._look;
	}

	set look(cell: Cell | null) {
		if (sameCell(cell, this._look)) return;
		this._look = this.inside(cell);
		this.changed.emit("look");
	}

	get pin(): Cell | null {
		return this._pin;
	}

	set pin(cell: Cell | null) {
		if (sameCell(cell, this._pin)) return;
		this._pin = this.inside(cell);
		this.changed.emit("pin");
	}

	/** Takes over other sizes of the same axes; the place is kept as far as it is inside. */
	resize(shape: readonly number[]): void {
		this.shape = shape;
		this.peekAt(null);
		this.lead = this._lead;
	}

	/** The cell that the read-out speaks about. */
	get cell(): Cell | null {
		return this._look ?? this._pin;
	}

	/** Pins the cell, or releases it where it is pinned already. */
	togglePin(cell: Cell): void {
		this.pin = sameCell(cell, this._pin) ? null : cell;
	}

	/** Looks at a thumbnail without choosing it. */
	peekAt(lead: readonly number[] | null): void {
		if (lead?.join() === this.peek?.join()) return;
		this.peek = lead;
		this.changed.emit("look");
	}

	dispose(): void {
		Signal.clearData(this);
	}

	private inside(cell: Cell | null): Cell | null {
		const [queries, keys] = this.shape.slice(-2);
		return cell && { query: clamp(cell.query, queries), key: clamp(cell.key, keys) };
	}
}

function clamp(index: number, size: number): number {
	return Math.max(0, Math.min(size - 1, Math.trunc(index) || 0));
}

function sameCell(a: Cell | null, b: Cell | null): boolean {
	return a === b || (a !== null && b !== null && a.query === b.query && a.key === b.key);
}
