/** Random sizes and options: the engine's attention against its definition, and that against float64. */
import {
	type AttentionOptions,
	attend,
	attentionPyramid,
	attentionTile,
	attentionWeights,
	scaledDotProductAttention,
	type Tile,
} from "@attention-lab/attention";
import { chooseBackend } from "@attention-lab/attention/backends";
import * as tf from "@tensorflow/tfjs-core";
import * as fc from "fast-check";
import { defineWeights } from "../../../src/attend/attentionWeights";
import { isFused } from "../../../src/attend/fused";
import { checkOptions } from "../../../src/attend/inputs";
import { dropped, weightedSum } from "../../../src/attend/weightedSum";
import { type Draw, draws, made } from "./draws";
import { farthest, reference } from "./reference";

/** Each draw in a tidy, and nothing left of it. */
function always(holds: (draw: Draw) => void, numRuns: number): void {
	const before = tf.memory().numTensors;
	fc.assert(
		fc.property(draws, (draw) => tf.tidy(() => holds(draw))),
		{ numRuns, seed: 20261125 },
	);
	expect(tf.memory().numTensors).toBe(before);
}

const LOWEST = -1e30;
const finite = (values: ArrayLike<number>) => Array.from(values, (value) => Math.max(value, LOWEST));

/** Of output and logSumExp, something smooth. */
function smooth(inputs: Record<string, tf.Tensor>, options: AttentionOptions): tf.Scalar {
	const { q, k, v, ...more } = inputs;
	const { output, logSumExp } = attend(q, k, v, { ...options, ...more });
	const isKnown = tf.tensor(Array.from(logSumExp!.dataSync(), Number.isFinite), logSumExp!.shape, "bool");
	return tf.add(tf.sum(tf.square(output)), tf.sum(tf.where(isKnown, logSumExp!, tf.zerosLike(logSumExp!))));
}

/** The properties of whatever attention an engine has. */
export function describeAttention(backend: string, runs: number, fused: boolean): void {
	beforeAll(() => chooseBackend(backend));

	test(`it is ${backend} that runs, ${fused ? "on the core" : "composed"}, with ${runs} draws`, () => {
		expect([tf.getBackend(), isFused()]).toEqual([backend, fused]);
	});

	test("output, weights and logSumExp are those of float64", () => {
		let seen = 0;
		always((draw) => {
			const { values, tensors, options, same } = made({ ...draw, dropout: 0 });
			const wanted = reference(values.q, values.k, values.v, draw, same);
			const { q, k, v, ...more } = tensors;
			const all = { ...options, ...more };
			const got = attend<tf.Tensor>(q, k, v, { ...all, give: ["weights"] });
			expect(farthest(got.output.dataSync(), wanted.output)).toBeLessThan(1e-5);
			expect(farthest(got.weights!.dataSync(), wanted.weights)).toBeLessThan(1e-5);
			expect(farthest(finite(got.logSumExp!.dataSync()), finite(wanted.logSumExp))).toBeLessThan(1e-4);
			expect(farthest(attentionWeights(q, k, all).dataSync(), wanted.weights)).toBeLessThan(1e-5);
			seen += wanted.weights.filter((weight) => weight > 0).length;
		});
		expect(seen).toBeGreaterThan(runs * 50);
	});

	test("statistics are those of the weights", () => {
		always((draw) => {
			const { tensors, options } = made(draw);
			const { q, k, v, ...more } = tensors;
			const { B, H, L, S, alignment, causal, queryLengths, keyLengths } = draw;
			const give = ["weights", "entropy", "distance", "columnMass"] as const;
			const got = attend<tf.Tensor>(q, k, v, { ...options, ...more, give, topK: 3 });
			const w = got.weights!.dataSync();
			const read = (x: tf.Tensor | undefined) => x!.dataSync();
			const [mass, entropy, distance] = [read(got.columnMass), read(got.entropy), read(got.distance)];
			const [topWeights, topKeys] = [read(got.topWeights), read(got.topKeys)];
			const sums = new Float64Array(B * H * S);
			for (let n = 0; n < B * H * L; n++) {
				const [b, i, row] = [Math.floor(n / H / L), n % L, Array.from(w.slice(n * S, (n + 1) * S))];
				const shift = (causal ?? alignment) === "bottom-right" ? (keyLengths?.[b] ?? S) - (queryLengths?.[b] ?? L) : 0;
				row.forEach((weight, j) => {
					sums[Math.floor(n / L) * S + j] += weight;
				});
				const informed = row.reduce((sum, weight) => sum - (weight > 0 ? weight * Math.log(weight) : 0), 0);
				expect(Math.abs(entropy[n] - informed)).toBeLessThan(1e-5);
				const far = row.reduce((sum, weight, j) => sum + weight * Math.abs(j - i - shift), 0);
				expect(Math.abs(distance[n] - far)).toBeLessThan(1e-4);
				const order = [...row.keys()].sort((a, c) => row[c] - row[a] || a - c).filter((j) => row[j] > 0);
				for (let at = 0; at < 3; at++) {
					expect(topWeights[n * 3 + at]).toBe(at < order.length ? row[order[at]] : 0);
					expect(topKeys[n * 3 + at]).toBe(at < order.length ? order[at] : -1);
				}
			}
			expect(farthest(mass, sums)).toBeLessThan(1e-5);
		}, runs / 10);
	});

	test("gradients are those of the definition, dropout included", () => {
		always((draw) => {
			const { tensors, options } = made(draw);
			const names = (["q", "k", "v", "bias", "sinks"] as const).filter((name) => tensors[name] !== undefined);
			const inputs = names.map((name) => tensors[name]!);
			const weight = tf.randomUniform([draw.B, draw.H, draw.L, draw.E], -1, 1, "float32", draw.seed);
			const by = (attention: (q: tf.Tensor, k: tf.Tensor, v: tf.Tensor, all: typeof options) => tf.Tensor) => {
				return tf.grads((...of: tf.Tensor[]) => {
					const { q, k, v, ...more } = Object.fromEntries(names.map((name, index) => [name, of[index]]));
					return tf.sum(tf.mul(attention(q, k, v, { ...options, ...more }), weight));
				})(inputs);
			};
			const got = by(scaledDotProductAttention);
			const wanted = by((q, k, v, all) => {
				const checked = checkOptions("defined", q, k, all);
				return weightedSum(
					dropped(defineWeights(q as tf.Tensor4D, k as tf.Tensor4D, checked), checked),
					v as tf.Tensor4D,
				);
			});
			got.forEach((grad, index) => {
				expect(grad.shape).toEqual(inputs[index].shape);
				const size = Math.max(1, ...tf.abs(wanted[index]).dataSync());
				expect([names[index], farthest(grad.dataSync(), wanted[index].dataSync()) / size < 2e-5]).toEqual([
					names[index],
					true,
				]);
			});
		}, runs);
	});

	test("gradients are those of finite differences, along a random direction", () => {
		const STEP = 1e-2;
		always((draw) => {
			const { tensors, options } = made({ ...draw, isBiasClosed: false });
			const given = Object.entries(tensors).filter((entry): entry is [string, tf.Tensor] => entry[1] !== undefined);
			const names = given.map(([name]) => name);
			const loss = (...of: tf.Tensor[]) =>
				smooth(Object.fromEntries(names.map((name, index) => [name, of[index]])), options);
			const inputs = given.map(([, x]) => x);
			const ways = inputs.map((x, index) => tf.randomUniform(x.shape, -1, 1, "float32", draw.seed + index));
			const size = tf.sqrt(tf.addN(ways.map((way) => tf.sum(tf.square(way)))));
			const unit = ways.map((way) => tf.div(way, size));
			const moved = (step: number) => loss(...inputs.map((x, index) => tf.add(x, tf.mul(unit[index], step))));
			const slope = (moved(STEP).dataSync()[0] - moved(-STEP).dataSync()[0]) / (2 * STEP);
			const grads = tf.grads(loss as never)(inputs);
			const got = tf.addN(grads.map((grad, index) => tf.sum(tf.mul(grad, unit[index])))).dataSync()[0];
			const mass = tf.sqrt(tf.addN(grads.map((grad) => tf.sum(tf.square(grad))))).dataSync()[0];
			expect(Math.abs(got - slope)).toBeLessThan(0.02 * (1 + mass));
		}, runs / 10);
	});

	test("tiles and the pyramid of a head are its weights, pooled", () => {
		always((draw) => {
			const { tensors, options } = made({ ...draw, dropout: 0 });
			const { q, k, v, ...more } = tensors;
			const all = { ...options, ...more };
			const { weights, logSumExp } = attend<tf.Tensor>(q, k, v, { ...all, give: ["weights"] });
			const { B, H, L, S, seed } = draw;
			const head = { batch: seed % B, head: seed % H };
			const of = tf
				.reshape(tf.slice(weights!, [head.batch, head.head, 0, 0], [1, 1, L, S]), [L, S])
				.arraySync() as number[][];
			const span = (size: number, at: number): [number, number] => [at % size, size - (at % (size - (at % size)))];
			const [queries, keys, zoom] = [span(L, seed), span(S, seed >> 3), seed % 4];
			const pooled = (side: number, [top, bottom]: number[], [left, right]: number[]) =>
				Array.from({ length: Math.ceil((bottom - top) / side) }, (_, y) =>
					Array.from({ length: Math.ceil((right - left) / side) }, (_, x) => {
						const rows = of.slice(top + y * side, Math.min(bottom, top + (y + 1) * side));
						const cells = rows.flatMap((row) => row.slice(left + x * side, Math.min(right, left + (x + 1) * side)));
						return { max: Math.max(...cells), mean: cells.reduce((sum, one) => sum + one, 0) / cells.length };
					}),
				).flat();
			const same = (got: Tile, wanted: { max: number; mean: number }[]) => {
				expect(
					farthest(
						got.max.dataSync(),
						wanted.map(({ max }) => max),
					),
				).toBeLessThan(1e-6);
				expect(
					farthest(
						got.mean.dataSync(),
						wanted.map(({ mean }) => mean),
					),
				).toBeLessThan(1e-6);
			};
			same(attentionTile(q, k, logSumExp!, { ...all, ...head, queries, keys, zoom }), pooled(2 ** zoom, queries, keys));
			const levels = attentionPyramid(q, k, logSumExp!, { ...all, ...head, from: 1 });
			for (const [at, level] of levels.entries()) same(level, pooled(2 ** (at + 1), [0, L], [0, S]));
			expect(levels.at(-1)!.max.shape).toEqual([1, 1]);
		}, runs / 10);
	});
}
