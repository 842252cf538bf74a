import { STATISTICS, type StatisticName } from "../maps/statistics";

/** How the overview stands: as the model has its heads, or by a statistic, from one end down (or up) to a limit. */
export interface Order {
	by: StatisticName | null;
	/** The largest first. */
	down: boolean;
	/** Heads beyond this number are left out; `null` leaves none out. */
	limit: number | null;
}

/** The order that was kept with an output; what is no order is the model's own. */
export function readOrder(value: unknown): Order {
	const { by, down, limit } = (value ?? {}) as Record<string, unknown>;
	return {
		by: STATISTICS.find((name) => name === by) ?? null,
		down: down !== false,
		limit: typeof limit === "number" && Number.isFinite(limit) ? limit : null,
	};
}

/**
 * The heads as they are to stand; equal ones stay in the model's order, unknown ones (NaN) come last.
 *
 * @param values - The statistic of each head.
 */
export function orderHeads(values: ArrayLike<number>, { down, limit }: Pick<Order, "down" | "limit">): number[] {
	const sign = down ? -1 : 1;
	const heads = Array.from(values, (_, head) => head).filter((head) => {
		return limit === null || (down ? values[head] >= limit : values[head] <= limit);
	});
	return heads.sort((a, b) => {
		const [x, y] = [values[a], values[b]];
		if (Number.isNaN(x) || Number.isNaN(y)) return Number(Number.isNaN(x)) - Number(Number.isNaN(y)) || a - b;
		return sign * (x - y) || a - b;
	});
}

/** The smallest and the largest known number. */
export function extentOf(values: ArrayLike<number>): [number, number] {
	const known = Array.from(values).filter((value) => Number.isFinite(value));
	if (known.length === 0) return [0, 0];
	return known.reduce(([least, most], value) => [Math.min(least, value), Math.max(most, value)], [known[0], known[0]]);
}
