import { pixelOf } from "../../maps/plane";
import type { Cell } from "../../selection";
import type { Scene } from "../view";
import type { Direction } from "./settings";

export type AxisName = "query" | "key";

/** Whose tokens a picture or a sound holds: one axis of cross attention, or both of self attention. */
export type Side = AxisName | "both";

/** Tokens on an axis that is drawn as a whole; longer ones are for the matrix. */
export const MOST_TOKENS = 2 ** 16;

/** All weights of one query (over the keys), or of one key (over the queries). */
export function lineOf({ weights, selection, map }: Scene, axis: AxisName, index: number): Float32Array {
	const plane = axis === "query" ? weights.row(selection.lead, index) : weights.column(selection.lead, index);
	const across = axis === "query" ? map.key.size : map.query.size;
	return Float32Array.from({ length: across }, (_, other) => {
		const [query, key] = axis === "query" ? [index, other] : [other, index];
		return plane.values[pixelOf(plane, query, key)];
	});
}

/** The index of the largest entry by its size, the first one where there are several; 0 where nothing was looked at. */
export function peakOf(line: ArrayLike<number>): number {
	let best = 0;
	let most = Number.NEGATIVE_INFINITY;
	for (let i = 0; i < line.length; i++) {
		if (!(Math.abs(line[i]) > most)) continue;
		most = Math.abs(line[i]);
		best = i;
	}
	return best;
}

/**
 * The token whose attention is shown, and the token at the other end. Pointing and pressing become the selection that
 * all views share: in cross attention each axis has its own tokens; in self attention the first token pressed is the
 * focus, and from then on pointing reads the other end.
 */
export class Focus {
	private last: Record<AxisName, number | null> = { query: null, key: null };

	/** @param home - The focus on an axis as long as the reader has chosen none. */
	constructor(
		private readonly scene: Scene,
		private readonly direction: () => Direction,
		private readonly home: (axis: AxisName) => number,
	) {}

	/** The axis of the focus. */
	get axis(): AxisName {
		return this.direction() === "from" ? "query" : "key";
	}

	/** The axis over which the focus's weights spread. */
	get across(): AxisName {
		return this.direction() === "from" ? "key" : "query";
	}

	get index(): number {
		const { cell } = this.scene.selection;
		return cell?.[this.axis] ?? this.last[this.axis] ?? this.home(this.axis);
	}

	/** The token at the other end, where there is one. */
	get other(): number | null {
		return this.scene.selection.cell?.[this.across] ?? null;
	}

	/** The pinned focus. */
	get pinned(): number | null {
		return this.scene.selection.pin?.[this.axis] ?? null;
	}

	/** The weights of the focus over the other axis. */
	line(): Float32Array {
		return lineOf(this.scene, this.axis, this.index);
	}

	/** Whether a token of this side, when it is pointed at, becomes the focus rather than the other end. */
	leads(side: Side): boolean {
		return side === "both" ? this.pinned === null : side === this.axis;
	}

	/** Where the reader is on a side. */
	at(side: Side): number | null {
		return this.leads(side) ? this.index : this.other;
	}

	point(side: Side, index: number): void {
		this.scene.selection.look = this.cell(this.leads(side), index);
	}

	leave(): void {
		this.scene.selection.look = null;
	}

	/** Pins the token, or lets it go where it is pinned already. */
	press(side: Side, index: number): void {
		const { selection } = this.scene;
		const asFocus = side === "both" || this.leads(side);
		const { pin } = selection;
		const again = pin !== null && pin[asFocus ? this.axis : this.across] === index;
		selection.look = null;
		selection.pin = again ? null : this.cell(asFocus, index);
	}

	/** Lets everything go. */
	release(): void {
		const { selection } = this.scene;
		this.last = { query: null, key: null };
		selection.look = null;
		selection.pin = null;
	}

	/** A focus meets its strongest other end, another end the focus of now. */
	private cell(asFocus: boolean, index: number): Cell {
		const focus = asFocus ? index : this.index;
		const other = asFocus ? peakOf(lineOf(this.scene, this.axis, index)) : index;
		this.last[this.axis] = focus;
		return this.axis === "query" ? { query: focus, key: other } : { query: other, key: focus };
	}
}
