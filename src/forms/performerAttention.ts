import {
	customGrad,
	exp,
	matMul,
	max,
	mul,
	reshape,
	scalar,
	square,
	sub,
	sum,
	type Tensor,
	type Tensor2D,
	type Tensor4D,
	tidy,
	where,
	zeros,
} from "@tensorflow/tfjs-core";
import { causalOf } from "../attend/inputs";
import type { AttentionOptions } from "../attend/options";
import { checkWhole, wrong } from "../wrong";
import { featureAttention } from "./featureAttention";
import { besideKeys, endsOf, fromRank4, inputsOf, type KeyLengths } from "./inputs";
import { randomFeatures } from "./randomFeatures";

export interface PerformerOptions extends KeyLengths {
	/** Random directions R: the error falls with their square root. */
	features: number;
	/** Of the directions, a whole number. */
	seed: number;
	/** Directions at right angles, D at a time, which lowers the error; true by default. */
	orthogonal?: boolean;
	/** No query looks past itself, as in `scaledDotProductAttention`. */
	causal?: AttentionOptions["causal"];
}

const LOWEST = -3.4028234663852886e38;

/** A factor that numerator and denominator share: its gradient is 0. */
function peak(x: Tensor, axes: number[]): Tensor {
	const { shape } = x;
	return customGrad((input) => ({
		value: max(input as Tensor, axes, true),
		gradFunc: () => zeros(shape),
	}))(x);
}

/** `ω · x - |x|² / 2` for x of the softmax kernel, i.e. divided by D^(1/4). */
function exponents(x: Tensor4D, directions: Tensor2D): Tensor4D {
	const [B, H, L, D] = x.shape;
	const scaled = mul(x, D ** -0.25);
	const along = reshape(matMul(reshape(scaled, [-1, D]), directions, false, true), [B, H, L, directions.shape[0]]);
	return sub(along, mul(sum(square(scaled), 3, true), 0.5)) as Tensor4D;
}

/**
 * Softmax attention estimated by positive random features, at a cost that grows with the length, not its square:
 * `φ(x) = exp(ω x / D^(1/4) - |x|² / (2 sqrt(D)))`, `exp(q·k / sqrt(D)) ≈ φ(q)·φ(k) / R`.
 *
 * ```ts
 * const [q, k, v] = [0, 1, 2].map(() => tf.randomNormal([1, 8, 1024, 64]));
 * attention.performerAttention(q, k, v, { features: 256, seed: 7, causal: true });
 * ```
 * @param q - Queries, shape [B, H, L, D], [B, L, D] or [L, D].
 * @param k - Keys, shape [B, G, S, D], [B, S, D] or [S, D]; H a multiple of G, query head h reads key head floor(h·G/H).
 * @param v - Values, shape [B, G, S, E], [B, S, E] or [S, E].
 * @returns Shape [B, H, L, E], [B, L, E] or [L, E], a weighted mean of the values; zeros where a query may look at nothing.
 * @throws Where shapes, types or options do not fit.
 *
 * Choromanski et al. 2021, "Rethinking Attention with Performers", section 2.3 and 2.4. The largest exponent is taken off,
 * that of each query and that of all keys of a head, which cancels; nothing is added to the features.
 */
export function performerAttention<T extends Tensor>(q: T, k: T, v: T, options: PerformerOptions): T {
	const name = "performerAttention";
	return tidy(() => {
		const inputs = inputsOf(name, q, k, v, options ?? {});
		const { features, seed, orthogonal = true } = options ?? ({} as PerformerOptions);
		checkWhole(name, "features", features);
		checkWhole(name, "seed", seed, 0);
		if (typeof orthogonal !== "boolean") throw wrong(name, "orthogonal must be true or false", { orthogonal });
		const causal = causalOf(name, q, k, options?.causal);
		const lengths = endsOf(name, options?.keyLengths, causal);
		const directions = randomFeatures(features, inputs.q.shape[3], seed, orthogonal);
		const { mask } = inputs;
		const queries = exponents(inputs.q, directions);
		const plain = exponents(inputs.k, directions);
		const keys = mask === undefined ? plain : where(besideKeys(mask), plain as Tensor, scalar(LOWEST));
		const featuresOf = (x: Tensor, axes: number[]) => exp(sub(x, peak(x, axes))) as Tensor4D;
		// A row without a key has nothing but the lowest number, of which the largest is taken off: mask it once more.
		const raised = featuresOf(keys, [2, 3]);
		const seen = mask === undefined ? raised : where(besideKeys(mask), raised as Tensor, scalar(0));
		return fromRank4(
			featureAttention(featuresOf(queries, [3]), seen as Tensor4D, inputs.v, { causal, lengths }),
			q,
		) as T;
	});
}
