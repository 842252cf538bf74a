import { type Tensor, tidy } from "@tensorflow/tfjs-core";
import { wrong } from "../wrong";
import { type Place, weightTile } from "./fused";
import { checkOptions, checkQueryKey, toRank4 } from "./inputs";
import type { Span } from "./limits";
import type { AttentionOptions } from "./options";

const NAME = "attentionTile";

export interface TileOptions extends AttentionOptions {
	/** The item and the query head, 0 by default. */
	batch?: number;
	head?: number;
	/** Queries and keys [from, to), all by default. */
	queries?: Span;
	keys?: Span;
	/** 2^zoom x 2^zoom cells for each pixel, 0 by default: every cell. */
	zoom?: number;
}

export interface Tile {
	/** The largest weight of a pixel, shape [ceil(queries / 2^zoom), ceil(keys / 2^zoom)]. */
	max: Tensor;
	/** Its mean weight, over the cells that are there. */
	mean: Tensor;
}

function checkIndex(key: string, value: unknown, size: number): void {
	if (!(Number.isInteger(value) && (value as number) >= 0 && (value as number) < size)) {
		throw wrong(NAME, `${key} must be a whole number from 0 to ${size - 1}`, { [key]: value });
	}
}

function checkSpan(key: string, span: unknown, size: number): void {
	const [from, to] = Array.isArray(span) && span.length === 2 ? span : [];
	if (!(Number.isInteger(from) && Number.isInteger(to) && from >= 0 && from < to && to <= size)) {
		throw wrong(NAME, `${key} must be [from, to) within 0 to ${size}`, { [key]: span });
	}
}

/** A tile of inputs that have been checked; within a tidy. */
export function tileOfHead(name: string, q: Tensor, k: Tensor, logSumExp: Tensor, options: TileOptions): Tile {
	const [q4, k4] = [toRank4(q), toRank4(k)];
	const [[B, H, L], S] = [q4.shape, k4.shape[2]];
	const { batch = 0, head = 0, queries = [0, L], keys = [0, S], zoom = 0 } = options;
	checkIndex("batch", batch, B);
	checkIndex("head", head, H);
	checkSpan("queries", queries, L);
	checkSpan("keys", keys, S);
	checkIndex("zoom", zoom, 31);
	if (logSumExp.size !== B * H * L) throw wrong(name, "logSumExp must have a number for each query", { q, logSumExp });
	const place: Place = { batch, head, queries, keys, zoom };
	return weightTile(q4, k4, logSumExp, checkOptions(name, q, k, options), place);
}

/**
 * A rectangle of one head's weights at any zoom, computed from q, k and logSumExp without the rest of the matrix:
 * `pixel(y, x) = max w(i, j)` over the cells that it covers.
 *
 * ```ts
 * const { logSumExp } = attention.attend(q, k, v);
 * attention.attentionTile(q, k, logSumExp!, { head: 3, zoom: 5 }).max.shape  // [L / 32, S / 32]
 * ```
 * @param q - Queries, shape [B, H, L, D], [B, L, D] or [L, D].
 * @param k - Keys, shape [B, G, S, D], [B, S, D] or [S, D].
 * @param logSumExp - Of `attend` with the same options, shape [B, H, L], [B, L] or [L].
 * @throws Where the rectangle is not within the map, or shapes, types or options do not fit.
 */
export function attentionTile(q: Tensor, k: Tensor, logSumExp: Tensor, options: TileOptions = {}): Tile {
	return tidy(() => {
		checkQueryKey(NAME, q, k);
		return tileOfHead(NAME, q, k, logSumExp, options) as never;
	});
}
