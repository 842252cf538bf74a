/** The core in C++ against the definition in TensorFlow.js operations, forward and backward. */
import * as tf from "@tensorflow/tfjs-core";
import { weightsOf } from "../../../src/attend/attentionWeights";
import { isFused } from "../../../src/attend/fused";
import { toRank4 } from "../../../src/attend/inputs";
import type { AttentionOptions } from "../../../src/attend/options";
import { scaledDotProductAttention } from "../../../src/attend/scaledDotProductAttention";
import { weightedSum } from "../../../src/attend/weightedSum";
import { startBackend } from "../backend";

let report: Awaited<ReturnType<typeof startBackend>>;
beforeAll(async () => {
	report = await startBackend();
});

/** The definition itself, which no engine replaces. */
function defined(q: tf.Tensor, k: tf.Tensor, v: tf.Tensor, options: AttentionOptions): tf.Tensor {
	return weightedSum(weightsOf("defined", q, k, options), toRank4(v));
}

function far(a: tf.Tensor, b: tf.Tensor): number {
	return tf.tidy(() => {
		const size = tf.maximum(tf.max(tf.abs(b)), 0.1);
		return tf.div(tf.max(tf.abs(tf.sub(a, b))), size).arraySync() as number;
	});
}

interface Case {
	B: number;
	H: number;
	G: number;
	L: number;
	S: number;
	D: number;
	E: number;
	causal?: AttentionOptions["causal"];
	mask?: number[];
	bias?: number[];
	scale?: number;
}

const CASES: [string, Case][] = [
	["plain", { B: 2, H: 3, G: 3, L: 17, S: 31, D: 8, E: 8 }],
	["one key", { B: 1, H: 1, G: 1, L: 1, S: 1, D: 1, E: 1 }],
	["one query", { B: 2, H: 6, G: 2, L: 1, S: 257, D: 64, E: 40 }],
	["grouped heads, causal", { B: 2, H: 6, G: 2, L: 131, S: 131, D: 40, E: 80, causal: true }],
	["top-left", { B: 1, H: 2, G: 1, L: 61, S: 37, D: 16, E: 16, causal: "top-left" }],
	["bottom-right", { B: 1, H: 2, G: 1, L: 37, S: 61, D: 96, E: 16, causal: "bottom-right" }],
	["rows that see nothing", { B: 1, H: 2, G: 2, L: 61, S: 37, D: 16, E: 16, causal: "bottom-right" }],
	["mask over keys", { B: 2, H: 2, G: 2, L: 19, S: 67, D: 128, E: 3, mask: [2, 1, 1, 67] }],
	["mask over cells, causal", { B: 2, H: 2, G: 2, L: 67, S: 67, D: 32, E: 32, mask: [67, 67], causal: true }],
	["bias for each head", { B: 2, H: 3, G: 1, L: 23, S: 41, D: 256, E: 5, bias: [3, 23, 41] }],
	["bias for each key", { B: 2, H: 2, G: 2, L: 70, S: 300, D: 8, E: 8, bias: [2, 1, 1, 300] }],
	["scale 0", { B: 1, H: 2, G: 2, L: 11, S: 13, D: 8, E: 8, scale: 0 }],
	["a thousand keys", { B: 1, H: 8, G: 8, L: 257, S: 1031, D: 64, E: 64 }],
];

function inputs({ B, H, G, L, S, D, E, mask, bias, ...options }: Case) {
	const random = (shape: number[], seed: number) => tf.randomNormal(shape, 0, 1, "float32", seed);
	return {
		q: random([B, H, L, D], 2),
		k: random([B, G, S, D], 3),
		v: random([B, G, S, E], 5),
		weight: random([B, H, L, E], 7),
		bias: bias && random(bias, 11),
		mask: mask && tf.greater(random(mask, 13), -0.5),
		options,
	};
}

const isNative = process.env.ATTENTION_LAB_EXPECT_BACKEND === "tensorflow";

test("it is the core that runs where TensorFlow does", () => {
	expect(isFused()).toBe(isNative);
	expect(report.attention ?? "").toMatch(isNative ? /^fused, \w+$/ : /^$/);
});

(isNative ? describe : describe.skip).each(CASES)("%s", (_, shape) => {
	test("the output", () => {
		tf.tidy(() => {
			const { q, k, v, mask, bias, options } = inputs(shape);
			const all = { ...options, mask, bias };
			expect(far(scaledDotProductAttention(q, k, v, all), defined(q, k, v, all))).toBeLessThan(2e-6);
		});
	});

	test("the gradients", () => {
		const before = tf.memory().numTensors;
		tf.tidy(() => {
			const { q, k, v, mask, bias, weight, options } = inputs(shape);
			const loss =
				(attend: typeof defined) =>
				(...of: tf.Tensor[]) => {
					const [a, b, c, d] = of;
					return tf.sum(tf.mul(attend(a, b, c, { ...options, mask, bias: d }), weight));
				};
			const of = [q, k, v, ...(bias ? [bias] : [])];
			const got = tf.grads(loss(scaledDotProductAttention))(of);
			const wanted = tf.grads(loss(defined))(of);
			for (const [index, grad] of got.entries()) {
				expect(grad.shape).toEqual(of[index].shape);
				expect(far(grad, wanted[index])).toBeLessThan(4e-5);
			}
		});
		expect(tf.memory().numTensors).toBe(before);
	});
});
