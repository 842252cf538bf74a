import { type Tensor2D, tensor2d } from "@tensorflow/tfjs-core";
import type { CausalAlignment } from "../masks/causalMask";
import { checkWhole, wrong } from "../wrong";
import { firstQuery } from "./distances";

export interface BucketOptions {
	/** Rows of the table, 32 by default. */
	buckets?: number;
	/** From here on all distances share the last bucket, 128 by default. */
	maxDistance?: number;
	/** Half of the buckets for keys after the query (true, encoders), or those in bucket 0 (false, decoders). */
	bidirectional?: boolean;
	/** Where L and S differ, the last query stands at the last key (bottom-right, the default), or the first at the first. */
	alignment?: CausalAlignment;
}

/** The smallest distance of each bucket, as far as `farthest`. */
function edges(buckets: number, maxDistance: number, farthest: number): number[] {
	const exact = Math.floor(buckets / 2);
	const wide = buckets - exact;
	const power = (base: number, exponent: number) => BigInt(base) ** BigInt(exponent);
	// Bucket exact + t begins at distance exact · (maxDistance / exact)^(t / wide), with both sides to the power of wide.
	// Logarithms of whole powers lie on the edge itself, and float32 may put them on either side.
	const reaches = (distance: number, t: number) =>
		power(distance, wide) * power(exact, t) >= power(maxDistance, t) * power(exact, wide);
	const found = Array.from({ length: exact + 1 }, (_, distance) => distance);
	for (let t = 1, distance = exact; t < wide && distance <= farthest; t++) {
		while (distance <= farthest && !reaches(distance, t)) distance++;
		found.push(distance);
	}
	return found;
}

/**
 * Distances in buckets, exact when near and logarithmic when far: `n = |j - i|`, itself below `e = buckets / 2`, from there
 * `e + floor(log(n / e) / log(maxDistance / e) · (buckets - e))`, at most the last.
 *
 * ```ts
 * attention.t5Buckets(10).print();
 * attention.relativeBias(tf.randomNormal([32, 8]), attention.t5Buckets(10)).shape  // [1, 8, 10, 10]
 * ```
 * @param L - Queries.
 * @param S - Keys, as many as queries by default.
 * @returns int32, shape [L, S], each from 0 to buckets - 1. With both directions, `buckets / 2` is added where j > i.
 * @throws Where sizes or options do not fit.
 *
 * Raffel et al. 2020, "Exploring the Limits of Transfer Learning", section 2.1, and the code of T5. Edges are compared as
 * powers of whole numbers, never as logarithms.
 */
export function t5Buckets(L: number, S: number = L, options: BucketOptions = {}): Tensor2D {
	const name = "t5Buckets";
	const { buckets = 32, maxDistance = 128, bidirectional = true, alignment } = options;
	const first = firstQuery(name, L, S, alignment);
	if (typeof bidirectional !== "boolean") throw wrong(name, "bidirectional must be true or false", { bidirectional });
	checkWhole(name, "buckets", buckets, bidirectional ? 4 : 2);
	if (bidirectional && buckets % 2 !== 0) throw wrong(name, "buckets must be even for two directions", { buckets });
	const share = bidirectional ? buckets / 2 : buckets;
	checkWhole(name, "maxDistance", maxDistance, Math.floor(share / 2) + 1);
	const starts = edges(share, maxDistance, L + S + Math.abs(first));
	const bucketOf = (ahead: number) => {
		const distance = bidirectional ? Math.abs(ahead) : Math.max(-ahead, 0);
		return starts.findLastIndex((start) => start <= distance) + (bidirectional && ahead > 0 ? share : 0);
	};
	const least = -(first + L - 1);
	const byDistance = Int32Array.from({ length: L + S - 1 }, (_, at) => bucketOf(least + at));
	const values = new Int32Array(L * S);
	for (let i = 0; i < L; i++) values.set(byDistance.subarray(L - 1 - i, L - 1 - i + S), i * S);
	return tensor2d(values, [L, S], "int32");
}
