import { add, mul, type Tensor, type Tensor4D, tidy, transpose } from "@tensorflow/tfjs-core";
import { checkQueryKey, fromRank4, toRank4 } from "../attend/inputs";
import type { CausalAlignment } from "../masks/causalMask";
import { checkTensor, wrong } from "../wrong";
import { distanceProducts } from "./distanceProducts";
import { firstQuery } from "./distances";

export interface DisentangledOptions {
	/** Position keys, looked at by queries: shape [2c, D], or [H, 2c, D] for each head; have a gradient. */
	positionKeys?: Tensor;
	/** Position queries, that look at keys: the same shapes. */
	positionQueries?: Tensor;
	/** Where L and S differ, the last query stands at the last key (bottom-right, the default), or the first at the first. */
	alignment?: CausalAlignment;
	/** Factor of the products, by default 1 / sqrt(n · D) with n = 1 + the tables given; that of the scores is the same. */
	scale?: number;
}

function checkTable(name: string, key: string, table: Tensor, q: Tensor): void {
	checkTensor(name, key, table, "float32", [2, 3]);
	const [rows, size] = table.shape.slice(-2);
	const H = q.rank === 4 ? q.shape[1]! : 1;
	const D = q.shape.at(-1)!;
	if (rows === 0 || rows % 2 !== 0 || size !== D || (table.rank === 3 && table.shape[0] !== H)) {
		throw wrong(name, `${key} must be of shape [2c,${D}] or [${H},2c,${D}]`, { [key]: table });
	}
}

/**
 * Content and position looked at apart: with `δ = clip(i - j + c, 0, 2c - 1)`,
 * `bias[b, h, i, j] = scale · (q_i · positionKeys[δ] + k_j · positionQueries[δ])`.
 *
 * ```ts
 * const [q, k, v] = [0, 1, 2].map(() => tf.randomNormal([1, 8, 10, 64]));
 * const [positionKeys, positionQueries] = [0, 1].map(() => tf.randomNormal([8, 2 * 4, 64]));
 * const bias = attention.disentangledBias(q, k, { positionKeys, positionQueries });
 * attention.scaledDotProductAttention(q, k, v, { bias, scale: 1 / Math.sqrt(3 * 64) });
 * ```
 * @param q - Queries, shape [B, H, L, D], [B, L, D] or [L, D].
 * @param k - Keys of as many heads, shape [B, H, S, D], [B, S, D] or [S, D].
 * @param options - One of the two tables or both.
 * @returns Shape [B, H, L, S], [B, L, S] or [L, S].
 * @throws Where shapes or options do not fit.
 *
 * He et al. 2021, "DeBERTa", equations 3 and 4; the tables are the projected position embeddings. The second δ is that of the
 * authors' code, which the released models were trained with; the paper has j - i in it.
 */
export function disentangledBias<T extends Tensor>(q: T, k: T, options: DisentangledOptions): T {
	const name = "disentangledBias";
	checkQueryKey(name, q, k);
	if (q.rank === 4 && q.shape[1] !== k.shape[1])
		throw wrong(name, "queries and keys must have as many heads", { q, k });
	const { positionKeys, positionQueries, alignment } = options ?? {};
	const tables = Object.entries({ positionKeys, positionQueries }).filter(([, table]) => table !== undefined);
	if (tables.length === 0) throw wrong(name, "there must be positionKeys, positionQueries or both", { positionKeys });
	for (const [key, table] of tables) checkTable(name, key, table!, q);
	const [L, D] = q.shape.slice(-2);
	const S = k.shape.at(-2)!;
	const first = firstQuery(name, L, S, alignment);
	const { scale = 1 / Math.sqrt((1 + tables.length) * D) } = options;
	if (typeof scale !== "number" || !Number.isFinite(scale))
		throw wrong(name, "scale must be a finite number", { scale });
	/** Row δ of so many places that the query stands after the key. */
	const delta = (table: Tensor, behind: number) => {
		const rows = table.shape.at(-2)!;
		return Math.min(rows - 1, Math.max(0, behind + rows / 2));
	};
	return tidy(() => {
		const parts: Tensor[] = [];
		if (positionKeys) {
			const rowOf = (ahead: number) => delta(positionKeys, -ahead);
			parts.push(distanceProducts(toRank4(q), positionKeys, { keys: S, first, rowOf }));
		}
		if (positionQueries) {
			const rowOf = (behind: number) => delta(positionQueries, behind);
			const products = distanceProducts(toRank4(k), positionQueries, { keys: L, first: -first, rowOf });
			parts.push(transpose(products, [0, 1, 3, 2]));
		}
		const sum = parts.length === 1 ? parts[0] : add(parts[0], parts[1]);
		return fromRank4(mul(sum, scale) as Tensor4D, q) as T;
	});
}
