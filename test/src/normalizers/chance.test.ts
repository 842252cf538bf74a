/** Random choices: the right odds, the right gradients, and the same draw for the same seed. */
import { gumbelSoftmax, maskedSoftmax, reinforceLoss, sampleAttention } from "@attention-lab/attention";
import * as tf from "@tensorflow/tfjs-core";
import { farthest, numbers } from "../attend/reference";
import { startBackend } from "../backend";
import { eachRow, softmaxRow } from "./reference";

beforeAll(startBackend);
beforeEach(() => tf.engine().startScope());
afterEach(() => tf.engine().endScope());

const SCORES = [0.5, -1, 1.5, 0, 7];
const MASK = [true, true, true, true, false];
const ODDS = softmaxRow(SCORES, MASK);
const ROWS = 20_011;

/** How often each cell of a row is chosen, over many rows. */
function frequencies(choose: (scores: tf.Tensor, mask: tf.Tensor) => tf.Tensor): ArrayLike<number> {
	const scores = tf.tile(tf.tensor2d([SCORES]), [ROWS, 1]);
	const weights = choose(scores, tf.tensor1d(MASK, "bool"));
	return tf.mean(weights, 0).dataSync();
}

/** Within four standard deviations of a share of so many draws. */
function expectOdds(got: ArrayLike<number>): void {
	for (const [j, odds] of ODDS.entries()) {
		expect(Math.abs(got[j] - odds)).toBeLessThanOrEqual(4 * Math.sqrt((odds * (1 - odds)) / ROWS));
	}
}

/** The noise of a seed in float64, from TensorFlow.js's own uniform numbers. */
function noise(count: number, seed: number): number[] {
	return Array.from(tf.randomUniform([count], 0, 1, "float32", seed).dataSync(), (u) => -Math.log(-Math.log(u)));
}

describe("gumbelSoftmax", () => {
	const sizes = [3, 7];
	const scores = numbers(21, 3);
	const may = numbers(21, 5).map((entry) => entry > -1);

	test.each([0.1, 1, 5])("softmax((s + g) / %f) and its gradient", (temperature) => {
		const g = noise(21, 11);
		const perturbed = (x: number[]) => x.map((entry, at) => (entry + g[at]) / temperature);
		const weights = (x: number[]) => eachRow(softmaxRow, perturbed(x), may, 7);
		const normalize = gumbelSoftmax({ temperature, seed: 11 });
		const [x, seen] = [tf.tensor(scores, sizes), tf.tensor(may, sizes, "bool")];
		expect(farthest(normalize(x, seen).dataSync(), weights(scores))).toBeLessThan(1e-5);
		const share = numbers(21, 17);
		const loss = (at: number[]) => weights(at).reduce((sum, entry, index) => sum + entry * share[index], 0);
		const wanted = scores.map((entry, at) => {
			const moved = (by: number) => loss(scores.with(at, entry + by));
			return (moved(1e-6) - moved(-1e-6)) / 2e-6;
		});
		const got = tf.grad((of) => tf.sum(tf.mul(normalize(of, seen), tf.tensor(share, sizes))))(x);
		expect(farthest(got.dataSync(), wanted)).toBeLessThan(1e-4);
	});

	test("hard: one-hot where the soft row is largest, with the gradient of the soft row", () => {
		const [soft, hard] = [false, true].map((of) => gumbelSoftmax({ temperature: 0.7, hard: of, seed: 5 }));
		const [x, share] = [tf.tensor(scores, sizes), tf.tensor(numbers(21, 9), sizes)];
		const largest = tf.argMax(soft(x), -1).dataSync();
		expect(tf.argMax(hard(x), -1).dataSync()).toEqual(largest);
		expect(Array.from(hard(x).dataSync()).sort().slice(-4)).toEqual([0, 1, 1, 1]);
		const [wanted, got] = [soft, hard].map((of) =>
			tf
				.grad((s) => tf.sum(tf.mul(of(s), share)))(x)
				.dataSync(),
		);
		expect(farthest(got, wanted)).toBeLessThan(1e-6);
	});

	test("the cell that wins is a sample of the softmax", () => {
		expectOdds(frequencies(gumbelSoftmax({ temperature: 0.3, hard: true, seed: 2 })));
	});
});

describe("sampleAttention", () => {
	test("draws with the odds of the softmax, over what may be looked at", () => {
		expectOdds(frequencies((scores, mask) => sampleAttention(scores, { mask, seed: 7 }).weights));
	});

	test("the log-probability of what was drawn, and its gradient e - softmax(s)", () => {
		const shape = [2, 3, 5];
		const [scores, may] = [numbers(30, 3), numbers(30, 5).map((entry, at) => entry > -1.2 && Math.floor(at / 5) !== 4)];
		const [x, mask] = [tf.tensor(scores, shape), tf.tensor(may, shape, "bool")];
		const { weights, logProbability } = sampleAttention(x, { mask, seed: 3 });
		expect([weights.shape, logProbability.shape]).toEqual([shape, [2, 3]]);
		const [chosen, odds] = [weights.dataSync(), eachRow(softmaxRow, scores, may, 5)];
		const wanted = [0, 1, 2, 3, 4, 5].map((row) => {
			const at = Array.from(chosen.subarray(row * 5, row * 5 + 5)).indexOf(1);
			return at === -1 ? 0 : Math.log(odds[row * 5 + at]);
		});
		expect(wanted[4]).toBe(0);
		expect(farthest(logProbability.dataSync(), wanted)).toBeLessThan(1e-6);
		const share = [1, -2, 3, 0.5, 5, -1];
		const grad = tf.grad((s) =>
			tf.sum(tf.mul(sampleAttention(s, { mask, seed: 3 }).logProbability, tf.tensor(share, [2, 3]))),
		)(x);
		const slopes = odds.map((p, at) => share[Math.floor(at / 5)] * (chosen[at] - p));
		expect(farthest(grad.dataSync(), slopes)).toBeLessThan(1e-6);
	});

	test("the gradient through the weights is 0, so a model learns by the log-probability alone", () => {
		const grad = tf.grad((s) => tf.sum(tf.mul(sampleAttention(s, { seed: 3 }).weights, tf.tensor1d([1, 2, 3]))))(
			tf.tensor1d([0.1, 0.2, 0.3]),
		);
		expect(Array.from(grad.dataSync())).toEqual([0, 0, 0]);
	});

	test("a seed draws the same cells, another one others, and 0 is a seed", () => {
		const draw = (seed: number) => sampleAttention(tf.zeros([31, 7]), { seed }).weights.dataSync();
		for (const seed of [0, 7]) expect(draw(seed)).toEqual(draw(seed));
		expect(draw(0)).not.toEqual(draw(7));
	});
});

describe("reinforceLoss", () => {
	test("by hand: -(2 - 0.5)·-1 - (3 - 0.5)·-2 = 6.5", () => {
		const loss = reinforceLoss(tf.tensor1d([-1, -2]), tf.tensor1d([2, 3]), { baseline: 0.5 });
		expect([loss.shape, loss.dataSync()[0]]).toEqual([[], 6.5]);
		expect(reinforceLoss(tf.tensor1d([-1, -2]), 2).dataSync()[0]).toBe(6);
	});

	test("reward and baseline broadcast, and are constants", () => {
		const logP = tf.tensor(numbers(2 * 3 * 5, 1), [2, 3, 5]);
		const [reward, baseline] = [tf.tensor([2, -1], [2, 1, 1]), tf.tensor(numbers(3, 2), [3, 1])];
		const loss = (p: tf.Tensor, r: tf.Tensor, b: tf.Tensor) => reinforceLoss(p, r, { baseline: b });
		const [dP, dR, dB] = tf.grads(loss as never)([logP, reward, baseline]);
		const wanted = tf.broadcastTo(tf.sub(baseline, reward), [2, 3, 5]);
		expect(farthest(dP.dataSync(), wanted.dataSync())).toBe(0);
		expect([dR.shape, dB.shape]).toEqual([
			[2, 1, 1],
			[3, 1],
		]);
		expect(tf.max(tf.abs(dR)).dataSync()[0] + tf.max(tf.abs(dB)).dataSync()[0]).toBe(0);
	});

	/**
	 * Two rows of three cells, a reward that needs both: all nine outcomes, each weighted by its probability. Seeds are
	 * tried until each outcome has come up.
	 */
	test.each([0, 0.8])(
		"by enumeration its mean gradient is that of -E[reward], whatever the baseline: %f",
		(baseline) => {
			const scores = [0.3, -0.2, 0.5, 0.1, 0.4, -0.6];
			const reward = [
				[1, -2, 0.5],
				[3, 0, -1],
				[0.2, 2, 4],
			];
			const rows = (x: number[]) => [
				softmaxRow(x.slice(0, 3), [true, true, true]),
				softmaxRow(x.slice(3), [true, true, true]),
			];
			const expected = (x: number[]) => {
				const [p, r] = rows(x);
				return reward
					.flatMap((line, a) => line.map((gain, b) => p[a] * r[b] * gain))
					.reduce((sum, entry) => sum + entry);
			};
			const wanted = scores.map((entry, at) => {
				const moved = (by: number) => expected(scores.with(at, entry + by));
				return -(moved(1e-6) - moved(-1e-6)) / 2e-6;
			});
			const x = tf.tensor(scores, [2, 3]);
			const [p, r] = rows(scores);
			const outcomes = new Map<string, number[]>();
			for (let seed = 0; outcomes.size < 9 && seed < 500; seed++) {
				const [a, b] = tf.argMax(sampleAttention(x, { seed }).weights, -1).dataSync();
				if (outcomes.has(`${a}${b}`)) continue;
				const loss = (s: tf.Tensor) =>
					reinforceLoss(sampleAttention(s, { seed }).logProbability, reward[a][b], { baseline });
				outcomes.set(
					`${a}${b}`,
					Array.from(tf.grad(loss)(x).dataSync(), (entry) => entry * p[a] * r[b]),
				);
			}
			expect(outcomes.size).toBe(9);
			const mean = scores.map((_, at) => [...outcomes.values()].reduce((sum, grad) => sum + grad[at], 0));
			expect(farthest(mean, wanted)).toBeLessThan(1e-6);
		},
	);

	test("a policy learns to look where the reward is", () => {
		const scores = tf.variable(tf.zeros([4, 5]));
		const optimizer = tf.train.sgd(0.5);
		const target = tf.tensor1d([0, 0, 1, 0, 0]);
		for (let seed = 0; seed < 60; seed++) {
			optimizer.minimize(() => {
				const { weights, logProbability } = sampleAttention(scores, { seed });
				return reinforceLoss(logProbability, tf.sum(tf.mul(weights, target), -1), { baseline: 0.2 });
			});
		}
		const odds = tf.sum(tf.mul(maskedSoftmax(scores), target), -1).dataSync();
		for (const odd of odds) expect(odd).toBeGreaterThan(0.8);
		scores.dispose();
	});
});
