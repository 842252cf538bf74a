import { type Tensor4D, tidy } from "@tensorflow/tfjs-core";
import { wrong } from "../wrong";
import { checkAlike } from "./inputs";
import type { ScoreFunction } from "./ScoreFunction";
import { scaledDot } from "./scaledDot";
import { unit } from "./unit";

export interface CosineScoreOptions {
	/** Divides the cosine, 1 by default: the smaller, the sharper. */
	temperature?: number;
}

/**
 * Only the angle between query and key counts: `s_ij = q_i · k_j / (|q_i| |k_j| temperature)`.
 *
 * ```ts
 * const score = attention.cosineScore({ temperature: 0.1 });
 * score(tf.ones([1, 2, 3, 16]), tf.ones([1, 2, 5, 16])).print();  // 1 / 0.1 = 10 everywhere
 * ```
 * @returns A function of queries [B, H, L, D] and keys [B, G, S, D]; its scores have shape [B, H, L, S] and lie between
 * -1 / temperature and 1 / temperature. A vector of zeros scores 0 and gets the gradient 0.
 * @throws Where the temperature is not above 0, and later where shapes or types do not fit.
 *
 * Graves et al. 2014, "Neural Turing Machines", equation 6, whose strength β is 1 / temperature.
 */
export function cosineScore(options: CosineScoreOptions = {}): ScoreFunction {
	const name = "cosineScore";
	if (typeof options !== "object" || options === null) throw wrong(name, "options must be an object", { options });
	const { temperature = 1 } = options;
	if (!(Number.isFinite(temperature) && temperature > 0)) {
		throw wrong(name, "temperature must be a finite number above 0", { temperature });
	}
	return (q: Tensor4D, k: Tensor4D) => {
		checkAlike(name, q, k);
		return tidy(() => scaledDot(unit(q) as Tensor4D, unit(k) as Tensor4D, 1 / temperature));
	};
}
