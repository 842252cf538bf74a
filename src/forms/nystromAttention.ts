import {
	cast,
	eye,
	greater,
	matMul,
	max,
	mul,
	ones,
	reshape,
	sub,
	sum,
	type Tensor,
	type Tensor2D,
	type Tensor4D,
	tensor2d,
	tidy,
	transpose,
} from "@tensorflow/tfjs-core";
import { attentionWeights } from "../attend/attentionWeights";
import { scaleOf } from "../attend/inputs";
import { scaledDotProductAttention } from "../attend/scaledDotProductAttention";
import { checkWhole, wrong } from "../wrong";
import { divide } from "./divide";
import { besideKeys, fromRank4, inputsOf, type KeyLengths } from "./inputs";
import { project } from "./project";

export interface NystromOptions extends KeyLengths {
	/** Means of neighbours that stand for all, at most L and S. */
	landmarks: number;
	/** Steps towards the pseudo-inverse, 6 by default. */
	iterations?: number;
	/** Factor of the scores, 1 / sqrt(D) by default. */
	scale?: number;
}

/** Row r is 1 on the r-th of so many runs of nearly equal length. */
function segments(landmarks: number, length: number): Tensor2D {
	const values = new Float32Array(landmarks * length);
	for (let r = 0; r < landmarks; r++) {
		const [from, to] = [r, r + 1].map((at) => Math.floor((at * length) / landmarks));
		values.fill(1, r * length + from, r * length + to);
	}
	return tensor2d(values, [landmarks, length]);
}

interface Landmarks {
	means: Tensor4D;
	/** How many stand behind each, shape [1 or B, 1, m, 1]. */
	counts: Tensor4D;
}

/** Means of the runs, of those that may be looked at. */
function landmarksOf(x: Tensor4D, count: number, mask?: Tensor4D): Landmarks {
	const runs = segments(count, x.shape[2]);
	const real = mask === undefined ? (ones([1, 1, x.shape[2], 1]) as Tensor4D) : cast(besideKeys(mask), "float32");
	const counts = project(runs, real);
	return { means: divide(project(runs, mul(x, real)), counts) as Tensor4D, counts };
}

/** The pseudo-inverse of weights [B, H, m, m] whose rows sum to 1, by the iteration of order three. */
function pseudoInverse(weights: Tensor4D, iterations: number): Tensor4D {
	const one = eye(weights.shape[2]);
	const columns = max(sum(weights, 2, true), 3, true);
	let inverse = divide(transpose(weights, [0, 1, 3, 2]), columns);
	for (let step = 0; step < iterations; step++) {
		const near = matMul(weights, inverse);
		const inner = sub(mul(one, 15), matMul(near, sub(mul(one, 7), near)));
		inverse = mul(matMul(inverse, sub(mul(one, 13), matMul(near, inner))), 0.25);
	}
	return inverse as Tensor4D;
}

/**
 * Softmax attention rebuilt from m landmarks q̃ and k̃, the means of m runs of neighbours:
 * `softmax(q k̃ᵀ) softmax(q̃ k̃ᵀ)⁺ softmax(q̃ kᵀ) v`, each score times 1 / sqrt(D).
 *
 * ```ts
 * const [q, k, v] = [0, 1, 2].map(() => tf.randomNormal([1, 8, 1024, 64]));
 * attention.nystromAttention(q, k, v, { landmarks: 64 }).shape  // [1, 8, 1024, 64]
 * ```
 * @param q - Queries, shape [B, H, L, D], [B, L, D] or [L, D].
 * @param k - Keys, shape [B, G, S, D], [B, S, D] or [S, D]; H a multiple of G, query head h reads key head floor(h·G/H).
 * @param v - Values, shape [B, G, S, E], [B, S, E] or [S, E].
 * @returns Shape [B, H, L, E], [B, L, E] or [L, E]; zeros where there are no keys. Memory O(L·m). Exact where m = L = S and the
 * iteration has come to its end.
 * @throws Where shapes, types or options do not fit.
 *
 * Xiong et al. 2021, "Nyströmformer", equations 13 and 14; without its convolution of the values. Runs need not be equally
 * long. A landmark holds keys of many positions: there is no causal form. Few landmarks whose weights are nearly dependent can
 * be far off: the pseudo-inverse makes the rest large.
 */
export function nystromAttention<T extends Tensor>(q: T, k: T, v: T, options: NystromOptions): T {
	const name = "nystromAttention";
	return tidy(() => {
		const inputs = inputsOf(name, q, k, v, options ?? {});
		const { landmarks, iterations = 6 } = options ?? ({} as NystromOptions);
		checkWhole(name, "landmarks", landmarks);
		checkWhole(name, "iterations", iterations);
		const [L, S] = [inputs.q.shape[2], inputs.k.shape[2]];
		if (landmarks > Math.min(L, S)) throw wrong(name, "landmarks must be no more than L and S", { landmarks, q, k });
		const scale = scaleOf(name, q, options.scale);
		const { means: queries } = landmarksOf(inputs.q, landmarks);
		const { means: keys, counts } = landmarksOf(inputs.k, landmarks, inputs.mask);
		const mask = inputs.mask && greater(reshape(counts, [-1, 1, 1, landmarks]), 0);
		const rest = scaledDotProductAttention(queries, inputs.k, inputs.v, { scale, mask: inputs.mask });
		const inverse = pseudoInverse(attentionWeights(queries, keys, { scale, mask }), iterations);
		const near = attentionWeights(inputs.q, keys, { scale, mask });
		return fromRank4(matMul(near, matMul(inverse, rest)) as Tensor4D, q) as T;
	});
}
