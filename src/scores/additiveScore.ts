import { add, reshape, type Tensor1D, type Tensor2D, type Tensor3D, type Tensor4D, tidy } from "@tensorflow/tfjs-core";
import { checkTensor, wrong } from "../wrong";
import { additiveRows } from "./additiveRows";
import { checkPair, checkRows, scoresShape } from "./inputs";
import { project } from "./project";
import type { ScoreFunction } from "./ScoreFunction";

export interface AdditiveScoreOptions {
	/** W of the queries, shape [D, A]. */
	queryKernel: Tensor2D;
	/** U of the keys, shape [D', A]. */
	keyKernel: Tensor2D;
	/** v, shape [A]. */
	vector: Tensor1D;
	/** b, shape [A]; none by default. */
	bias?: Tensor1D;
}

function checkParameters(name: string, { queryKernel, keyKernel, vector, bias }: AdditiveScoreOptions): void {
	checkTensor(name, "queryKernel", queryKernel, "float32", [2]);
	checkTensor(name, "keyKernel", keyKernel, "float32", [2]);
	checkTensor(name, "vector", vector, "float32", [1]);
	if (bias !== undefined) checkTensor(name, "bias", bias, "float32", [1]);
	const size = vector.shape[0];
	const fits = [queryKernel.shape[1], keyKernel.shape[1], bias?.shape[0] ?? size].every((other) => other === size);
	if (!fits) {
		const got = { queryKernel, keyKernel, vector, ...(bias === undefined ? {} : { bias }) };
		throw wrong(name, "all parameters must have the same size A", got);
	}
}

/**
 * A small network with one hidden layer judges each pair: `s_ij = v · tanh(Wᵀ q_i + Uᵀ k_j + b)`.
 *
 * ```ts
 * const score = attention.additiveScore({
 *   queryKernel: tf.variable(tf.ones([16, 7])),
 *   keyKernel: tf.variable(tf.ones([24, 7])),
 *   vector: tf.variable(tf.ones([7])),
 * });
 * score(tf.ones([1, 2, 3, 16]), tf.ones([1, 2, 5, 24])).shape  // [1, 2, 3, 5]
 * ```
 * @param options - W [D, A], U [D', A], v [A] and b [A]; all have a gradient.
 * @returns A function of queries [B, H, L, D] and keys [B, G, S, D']; its scores have shape [B, H, L, S]. The hidden layer,
 * [B, H, L, S, A], is never held whole where it is large.
 * @throws Where shapes or types do not fit.
 *
 * Bahdanau et al. 2015, "Neural Machine Translation by Jointly Learning to Align and Translate", section 3.1 and A.1.2;
 * Luong et al. 2015 call it concat: their kernel is W above U.
 */
export function additiveScore(options: AdditiveScoreOptions): ScoreFunction {
	const name = "additiveScore";
	if (typeof options !== "object" || options === null) throw wrong(name, "options must be an object", { options });
	checkParameters(name, options);
	const { queryKernel, keyKernel, vector, bias } = options;
	return (q: Tensor4D, k: Tensor4D) => {
		checkParameters(name, options);
		checkPair(name, q, k);
		checkRows(name, { q, queryKernel });
		checkRows(name, { k, keyKernel });
		return tidy(() => {
			const [, H, L] = q.shape;
			const [B, G, S] = k.shape;
			const A = vector.shape[0];
			const rows = project(q, queryKernel);
			const raised = reshape(bias === undefined ? rows : add(rows, bias), [B * G, (H / G) * L, A]) as Tensor3D;
			const keys = reshape(project(k, keyKernel), [B * G, S, A]) as Tensor3D;
			return reshape(additiveRows(raised, keys, vector), scoresShape(q, k));
		});
	};
}
