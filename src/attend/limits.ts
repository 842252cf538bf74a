import {
	add,
	greaterEqual,
	less,
	lessEqual,
	logicalAnd,
	range,
	reshape,
	sub,
	type Tensor,
} from "@tensorflow/tfjs-core";
import type { CausalAlignment } from "../masks/causalMask";

/** Which cells a row may see before the mask: a band around the diagonal, and lengths. */
export interface Limits {
	diagonal: CausalAlignment;
	/** `-left <= j - diagonal(i) <= right`; -1 is open. */
	left: number;
	right: number;
	/** int32, shape [B]. */
	queryLengths?: Tensor;
	keyLengths?: Tensor;
}

/** Rows or columns [from, to). */
export type Span = readonly [from: number, to: number];

/** Keys that some query of `rows` may see, as far as it is known without reading lengths. */
export function visibleKeys(limits: Limits, [L, S]: readonly [number, number], rows: Span): Span {
	const { diagonal, left, right, queryLengths, keyLengths } = limits;
	if (queryLengths !== undefined || keyLengths !== undefined) return [0, S];
	const shift = diagonal === "bottom-right" ? S - L : 0;
	const from = left < 0 ? 0 : Math.max(0, rows[0] + shift - left);
	const to = right < 0 ? S : Math.min(S, rows[1] + shift + right);
	return [Math.min(from, S), Math.max(to, Math.min(from, S))];
}

/** The limits as a mask, shape [B or 1, 1, rows, keys]; undefined where they limit nothing. Within a tidy. */
export function limitsMask(
	limits: Limits,
	[L, S]: readonly [number, number],
	rows: Span = [0, L],
	keys: Span = [0, S],
): Tensor | undefined {
	const { diagonal, left, right, queryLengths, keyLengths } = limits;
	const each = (lengths: Tensor) => reshape(lengths, [-1, 1, 1, 1]);
	const i = reshape(range(rows[0], rows[1], 1, "int32"), [1, 1, -1, 1]);
	const j = reshape(range(keys[0], keys[1], 1, "int32"), [1, 1, 1, -1]);
	const conditions: Tensor[] = [];
	if (left >= 0 || right >= 0) {
		const shifted = () => {
			if (queryLengths === undefined && keyLengths === undefined) return add(i, int(S - L));
			const [ends, starts] = [keyLengths ? each(keyLengths) : int(S), queryLengths ? each(queryLengths) : int(L)];
			return add(i, sub(ends, starts));
		};
		const away = sub(j, diagonal === "bottom-right" ? shifted() : i);
		if (left >= 0) conditions.push(greaterEqual(away, int(-left)));
		if (right >= 0) conditions.push(lessEqual(away, int(right)));
	}
	if (queryLengths !== undefined) conditions.push(less(i, each(queryLengths)));
	if (keyLengths !== undefined) conditions.push(less(j, each(keyLengths)));
	return conditions.length === 0 ? undefined : conditions.reduce((all, one) => logicalAnd(all, one));
}

function int(value: number): Tensor {
	return range(value, value + 1, 1, "int32");
}
