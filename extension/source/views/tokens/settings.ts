import type { Plane } from "../../maps/plane";
import { pixelOf } from "../../maps/plane";
import type { Scene } from "../view";

export type Side = "query" | "key";

/** A token of one of the two texts. */
export interface Place {
	side: Side;
	index: number;
}

/** One text stands for both axes: a self-attention. */
export function isOneText({ map }: Scene): boolean {
	const { query, key } = map;
	return query.size === key.size && (query.labels ?? []).join("\0") === (key.labels ?? []).join("\0");
}

/** `row`: what a token looks at. `column`: who looks at it. */
export function directionOf({ choice }: Scene): "row" | "column" {
	const { direction } = (choice.tokens ?? {}) as Record<string, unknown>;
	return direction === "column" ? "column" : "row";
}

/** The token that a pinned cell stands for here. */
export function pinnedIn(scene: Scene): Place | null {
	const { pin } = scene.selection;
	if (pin === null) return null;
	const side = directionOf(scene) === "row" ? "query" : "key";
	return { side, index: pin[side] };
}

/** The numbers of all tokens of the other side. */
export interface Shade {
	/** The side that is shaded. */
	side: Side;
	values: Float32Array;
	plane: Plane;
}

/** What a token looks at, or who looks at it. */
export function shadeOf({ weights, selection, map }: Scene, { side, index }: Place): Shade {
	const isRow = side === "query";
	const plane = isRow ? weights.row(selection.lead, index) : weights.column(selection.lead, index);
	const other: Side = isRow ? "key" : "query";
	const values = Float32Array.from({ length: map[other].size }, (_, at) => {
		return plane.values[isRow ? pixelOf(plane, index, at) : pixelOf(plane, at, index)];
	});
	return { side: other, values, plane };
}

/** The cell of a token and another one; with the strongest other end where none is given. */
export function cellOf(scene: Scene, place: Place, other?: number): { query: number; key: number } {
	let end = other ?? 0;
	if (other === undefined) {
		const { values } = shadeOf(scene, place);
		for (let at = 1; at < values.length; at++) if (!(values[at] <= values[end]) && !Number.isNaN(values[at])) end = at;
	}
	return place.side === "query" ? { query: place.index, key: end } : { query: end, key: place.index };
}
