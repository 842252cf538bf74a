import { add, cast, exp, minimum, mul, relu, type Tensor, type Tensor4D, tidy } from "@tensorflow/tfjs-core";
import { causalOf } from "../attend/inputs";
import type { AttentionOptions } from "../attend/options";
import { checkTensor, wrong } from "../wrong";
import { featureAttention } from "./featureAttention";
import { besideKeys, endsOf, fromRank4, inputsOf, type KeyLengths } from "./inputs";

/** From [B, H, L, D] to features [B, H, L, R], none below 0. */
export type FeatureMap = (x: Tensor4D) => Tensor4D;

export interface LinearAttentionOptions extends KeyLengths {
	/** `elu(x) + 1` by default. */
	featureMap?: "elu" | FeatureMap;
	/** No query looks past itself, as in `scaledDotProductAttention`. */
	causal?: AttentionOptions["causal"];
}

/** `x + 1` above 0, `exp(x)` below. */
function elu(x: Tensor4D): Tensor4D {
	return add(relu(x), exp(minimum(x, 0)));
}

function features(name: string, of: FeatureMap, x: Tensor4D): Tensor4D {
	const mapped = tidy(() => of(x));
	checkTensor(name, "features", mapped, "float32", [4]);
	if (`${mapped.shape.slice(0, 3)}` !== `${x.shape.slice(0, 3)}`) {
		throw wrong(name, "featureMap must keep all axes but the last", { x, features: mapped });
	}
	return mapped;
}

/**
 * Attention without softmax, at a cost that grows with the length, not its square:
 * `φ(q_i) Σ_j φ(k_j)ᵀ v_j / (φ(q_i) · Σ_j φ(k_j))`.
 *
 * ```ts
 * const [q, k, v] = [0, 1, 2].map(() => tf.randomNormal([1, 8, 1024, 64]));
 * attention.linearAttention(q, k, v, { causal: true }).shape  // [1, 8, 1024, 64]
 * ```
 * @param q - Queries, shape [B, H, L, D], [B, L, D] or [L, D].
 * @param k - Keys, shape [B, G, S, D], [B, S, D] or [S, D]; H a multiple of G, query head h reads key head floor(h·G/H).
 * @param v - Values, shape [B, G, S, E], [B, S, E] or [S, E].
 * @returns Shape [B, H, L, E], [B, L, E] or [L, E]; zeros where a query may look at nothing. Memory O(L·D + D·E), causal or
 * not.
 * @throws Where shapes, types or options do not fit.
 *
 * Katharopoulos et al. 2020, "Transformers are RNNs", equations 5, 7 and 12. Scores have no factor 1 / sqrt(D), as there.
 */
export function linearAttention<T extends Tensor>(q: T, k: T, v: T, options: LinearAttentionOptions = {}): T {
	const name = "linearAttention";
	return tidy(() => {
		const inputs = inputsOf(name, q, k, v, options);
		const causal = causalOf(name, q, k, options?.causal);
		const lengths = endsOf(name, options?.keyLengths, causal);
		const { featureMap = "elu" } = options;
		if (featureMap !== "elu" && typeof featureMap !== "function") {
			throw wrong(name, 'featureMap must be "elu" or a function', { featureMap });
		}
		const of = featureMap === "elu" ? elu : featureMap;
		const [queries, keys] = [features(name, of, inputs.q), features(name, of, inputs.k)];
		if (queries.shape[3] !== keys.shape[3]) {
			throw wrong(name, "featureMap must give queries and keys as many features", { q: queries, k: keys });
		}
		const { mask } = inputs;
		const seen = mask === undefined ? keys : (mul(keys, cast(besideKeys(mask), "float32")) as Tensor4D);
		return fromRank4(featureAttention(queries, seen, inputs.v, { causal, lengths }), q) as T;
	});
}
