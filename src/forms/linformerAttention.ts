import { cast, mul, type Tensor, type Tensor4D, tidy } from "@tensorflow/tfjs-core";
import { scaleOf } from "../attend/inputs";
import { scaledDotProductAttention } from "../attend/scaledDotProductAttention";
import { checkTensor, wrong } from "../wrong";
import { besideKeys, fromRank4, inputsOf, type KeyLengths } from "./inputs";
import { project } from "./project";

export interface LinformerOptions extends KeyLengths {
	/** From S keys to R, shape [R, S], or [G, R, S] for each key head; has a gradient. */
	projectKeys: Tensor;
	/** The same of the values; that of the keys by default. */
	projectValues?: Tensor;
	/** Factor of the scores, 1 / sqrt(D) by default. */
	scale?: number;
}

function checkProjection(name: string, key: string, p: Tensor, k: Tensor4D): void {
	checkTensor(name, key, p, "float32", [2, 3]);
	const [, G, S] = k.shape;
	const R = p.shape.at(-2)!;
	if (p.shape.at(-1) !== S || R === 0 || (p.rank === 3 && p.shape[0] !== G)) {
		throw wrong(name, `${key} must be of shape [R,${S}] or [${G},R,${S}]`, { [key]: p });
	}
}

/**
 * Attention to R mixtures of the keys instead of S keys: `softmax(q (P k)ᵀ / sqrt(D)) P′ v`.
 *
 * ```ts
 * const [q, k, v] = [0, 1, 2].map(() => tf.randomNormal([1, 8, 1024, 64]));
 * const projectKeys = tf.randomNormal([128, 1024], 0, 1 / 32);
 * attention.linformerAttention(q, k, v, { projectKeys }).shape  // [1, 8, 1024, 64]
 * ```
 * @param q - Queries, shape [B, H, L, D], [B, L, D] or [L, D].
 * @param k - Keys, shape [B, G, S, D], [B, S, D] or [S, D]; H a multiple of G, query head h reads key head floor(h·G/H).
 * @param v - Values, shape [B, G, S, E], [B, S, E] or [S, E].
 * @returns Shape [B, H, L, E], [B, L, E] or [L, E]; zeros where there are no keys. Keys past their length join no mixture.
 * @throws Where shapes, types or options do not fit.
 *
 * Wang et al. 2020, "Linformer", equation 7. A mixture holds keys of all positions: there is no causal form.
 */
export function linformerAttention<T extends Tensor>(q: T, k: T, v: T, options: LinformerOptions): T {
	const name = "linformerAttention";
	return tidy(() => {
		const inputs = inputsOf(name, q, k, v, options ?? {});
		const { projectKeys, projectValues = projectKeys } = options ?? ({} as LinformerOptions);
		checkProjection(name, "projectKeys", projectKeys, inputs.k);
		checkProjection(name, "projectValues", projectValues, inputs.k);
		if (projectKeys.shape.at(-2) !== projectValues.shape.at(-2)) {
			throw wrong(name, "keys and values must have as many mixtures", { projectKeys, projectValues });
		}
		const scale = scaleOf(name, q, options.scale);
		const { mask } = inputs;
		const real = (x: Tensor4D) => (mask === undefined ? x : (mul(x, cast(besideKeys(mask), "float32")) as Tensor4D));
		const [keys, values] = [project(projectKeys, real(inputs.k)), project(projectValues, real(inputs.v))];
		return fromRank4(scaledDotProductAttention(inputs.q, keys, values, { scale }), q) as T;
	});
}
