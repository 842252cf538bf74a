/** What fixtures/torch_attention.py computes, by our attention on the engine that runs. */
import { type AttentionOptions, attend } from "@attention-lab/attention";
import * as tf from "@tensorflow/tfjs-core";
import { type Draw, made } from "./draws";
import { numbers } from "./reference";

export type Results = Record<string, ArrayLike<number>>;
export type Precision = NonNullable<AttentionOptions["precision"]>;

/**
 * Largest difference over the largest wanted number, which counts as 1 at least.
 *
 * `high`: float32 rounds by 2^-24, 6e-8. A score of up to 10 is the sum of up to 256 products, so it is off by 1e-6 or so, and
 * a weight by as much of it. An output is a mean by weights; a gradient is a difference of such, summed over up to 1031 rows.
 *
 * `medium`: bfloat16 rounds by 2^-9. Scores here have a standard deviation of up to 2.7 and are off by 2^-9 of it, the
 * farthest of thousands by five times that, 2^-6 and a half; and so is what they weigh. Gradients round twice more.
 */
export const LIMITS: Record<Precision, { forward: number; backward: number }> = {
	high: { forward: 1e-5, backward: 2e-5 },
	medium: { forward: 2 ** -6, backward: 2 ** -5 },
};

/** Output, logSumExp, and the gradients of sum(output * probe) + sum(logSumExp * probe), rows that see nothing left out. */
export function ours(draw: Draw, precision: Precision): Results {
	return tf.tidy(() => {
		const { tensors, options } = made(draw);
		const names = (["q", "k", "v", "bias", "sinks"] as const).filter((name) => tensors[name] !== undefined);
		const attention = (of: tf.Tensor[]) => {
			const { q, k, v, ...more } = Object.fromEntries(names.map((name, at) => [name, of[at]]));
			return attend(q, k, v, { ...options, ...more, precision });
		};
		const probe = (like: tf.Tensor, at: number) =>
			tf.tensor(Float32Array.from(numbers(like.size, draw.seed + at)), like.shape);
		const loss = (...of: tf.Tensor[]) => {
			const { output, logSumExp } = attention(of);
			const isKnown = tf.tensor(Array.from(logSumExp!.dataSync(), Number.isFinite), logSumExp!.shape, "bool");
			const known = tf.where(isKnown, logSumExp!, tf.zerosLike(logSumExp!));
			return tf.add(tf.sum(tf.mul(output, probe(output, 7))), tf.sum(tf.mul(known, probe(known, 8))));
		};
		const inputs = names.map((name) => tensors[name] as tf.Tensor);
		const { output, logSumExp } = attention(inputs);
		const grads = tf.grads(loss)(inputs);
		return Object.fromEntries([
			["output", output.dataSync()],
			["logSumExp", logSumExp!.dataSync()],
			...names.map((name, at) => [name, grads[at].dataSync()]),
		]);
	});
}

export function limitOf(precision: Precision, name: string): number {
	return LIMITS[precision][name === "output" || name === "logSumExp" ? "forward" : "backward"];
}

/** The measure of `LIMITS`, over `least` at least; Infinity where one is no number, or infinite where the other is not. */
export function off(got: ArrayLike<number>, wanted: ArrayLike<number>, least = 1): number {
	let [gap, size] = [got.length === wanted.length ? 0 : Number.POSITIVE_INFINITY, least];
	for (let at = 0; at < wanted.length; at++) {
		if (got[at] === wanted[at]) continue;
		if (!Number.isFinite(got[at]) || !Number.isFinite(wanted[at])) return Number.POSITIVE_INFINITY;
		gap = Math.max(gap, Math.abs(got[at] - wanted[at]));
		size = Math.max(size, Math.abs(wanted[at]));
	}
	return gap / size;
}
