/** Scores, norms, keys left out and steps, against their definitions in float64. */
import { attentionMapOf } from "@attention-lab/attention";
import * as tf from "@tensorflow/tfjs-core";
import { startBackend } from "../backend";

const [H, G, L, S, D, E] = [6, 2, 13, 17, 5, 3];
const WITHOUT = [0, 4, 16];
const [scale, softcap] = [0.7, 1.5];

beforeAll(startBackend);

function made(isSink: boolean) {
	const q = tf.randomNormal([1, H, L, D], 0, 1, "float32", 3);
	const k = tf.randomNormal([1, G, S, D], 0, 1, "float32", 5);
	const v = tf.randomNormal([1, G, S, E], 0, 1, "float32", 7);
	const raw = tf.randomNormal([H, L, S], 0, 1, "float32", 9);
	const bias = tf.where(tf.less(raw, -1.2), tf.fill([H, L, S], Number.NEGATIVE_INFINITY), raw);
	const sinks = isSink ? tf.tensor1d([0.3, -1, 2, 0, 1, -2]) : undefined;
	const options = { causal: "bottom-right", window: [6, 0], bias, scale, softcap, sinks, v } as const;
	return { q, k, options: { ...options, window: [6, 0] as [number, number] } };
}

/** One row of the definition: product, logit (-Infinity where closed), weight; the row without some keys. */
function row({ q, k, options }: ReturnType<typeof made>, h: number, i: number, without: readonly number[] = []) {
	const [qs, ks, bs] = [q.arraySync()[0], k.arraySync()[0], options.bias.arraySync() as number[][][]];
	const key = ks[Math.floor((h * G) / H)];
	const products = key.map((one) => one.reduce((sum, x, d) => sum + x * qs[h][i][d], 0));
	const logits = products.map((product, j) => {
		const diagonal = i + S - L;
		if (j > diagonal || j < diagonal - 6) return Number.NEGATIVE_INFINITY;
		return softcap * Math.tanh((product * scale) / softcap) + bs[h][i][j];
	});
	const sink = options.sinks === undefined ? 0 : Math.exp(options.sinks.arraySync()[h]);
	const total = logits.reduce((sum, logit) => sum + Math.exp(logit), sink);
	const weights = logits.map((logit) => (total === 0 ? 0 : Math.exp(logit) / total));
	const all = weights.reduce((sum, one) => sum + one, 0);
	const rest = weights.reduce((sum, one, j) => sum + (without.includes(j) ? 0 : one), 0);
	const left = weights.map((one, j) => (without.includes(j) || rest === 0 ? 0 : (one * all) / rest));
	return { products, logits, weights, left };
}

function lengthsOf({ options }: ReturnType<typeof made>, h: number): number[] {
	return (options.v.arraySync() as number[][][][])[0][Math.floor((h * G) / H)].map((v) => Math.hypot(...v));
}

/** The largest by size of each side x side block; NaN cells count as not there. */
function pooled(cells: number[][], side: number): number[] {
	const out: number[] = [];
	for (let y = 0; y < cells.length; y += side) {
		for (let x = 0; x < cells[0].length; x += side) {
			const block = cells.slice(y, y + side).flatMap((line) => line.slice(x, x + side));
			const there = block.filter((cell) => !Number.isNaN(cell));
			out.push(there.reduce((best, cell) => (Math.abs(cell) >= Math.abs(best) ? cell : best), there[0] ?? Number.NaN));
		}
	}
	return out;
}

describe.each([
	[true, false],
	[false, false],
	[true, true],
	[false, true],
])("computed: %p, with a sink: %p", (lazy, isSink) => {
	test.each(["weights", "scores", "norms"] as const)("tiles of %s at each zoom, with and without keys", (of) => {
		const given = made(isSink);
		const map = attentionMapOf(given.q, given.k, { ...given.options, lazy });
		expect(map.offers).toEqual(["weights", "scores", "norms", "steps"]);
		const [query, key]: [[number, number], [number, number]] = [
			[2, 13],
			[0, 17],
		];
		for (const h of [0, 5]) {
			const lengths = lengthsOf(given, h);
			for (const without of [[], WITHOUT]) {
				const cells = Array.from({ length: 11 }, (_, at) => {
					const { logits, left } = row(given, h, 2 + at, without);
					return logits.map((logit, j) => {
						if (logit === Number.NEGATIVE_INFINITY || without.includes(j)) return Number.NaN;
						return of === "scores" ? logit : left[j] * (of === "norms" ? lengths[j] : 1);
					});
				});
				for (const zoom of [0, 1, 3, 5]) {
					const tile = map.tile({ lead: [h], query, key, zoom, of, without });
					const wanted = pooled(cells, 2 ** zoom);
					expect(tile.values).toHaveLength(wanted.length);
					wanted.forEach((cell, i) => {
						expect(Number.isNaN(tile.values[i])).toBe(Number.isNaN(cell));
						if (!Number.isNaN(cell)) expect(Math.abs(tile.values[i] - cell)).toBeLessThan(1e-5);
					});
				}
			}
		}
	});

	test("the steps of a row", () => {
		const given = made(isSink);
		const map = attentionMapOf(given.q, given.k, { ...given.options, lazy });
		const steps = map.steps({ lead: [4], query: 11, keys: [16, 9] });
		expect(steps).toMatchObject({ depth: D, valueDepth: E, scale, softcap, keyHead: 1, keyHeads: G, keys: [16, 9] });
		const { products, logits, weights } = row(given, 4, 11);
		const values = (given.options.v.arraySync() as number[][][][])[0][1];
		const near = (found: Float32Array, wanted: number[]) => {
			expect(found).toHaveLength(wanted.length);
			wanted.forEach((one, i) => {
				if (Number.isFinite(one)) expect(Math.abs(found[i] - one)).toBeLessThan(1e-5);
				else expect(found[i]).toBe(one);
			});
		};
		near(steps.scores, products);
		near(steps.logits, logits);
		near(steps.weights, weights);
		near(
			steps.output,
			values[0].map((_, e) => weights.reduce((sum, w, j) => sum + w * values[j][e], 0)),
		);
		near(steps.q, given.q.arraySync()[0][4][11]);
		near(
			steps.k,
			[16, 9].flatMap((j) => given.k.arraySync()[0][1][j]),
		);
		near(
			steps.v,
			[16, 9].flatMap((j) => values[j]),
		);
	});
});

test.each<[string, (map: ReturnType<typeof attentionMapOf>) => unknown]>([
	['tile: of must be one of weights, scores, got of="norms"', (map) => map.tile({ ...whole, of: "norms" })],
	["tile: without must be keys below 3, got without=[3]", (map) => map.tile({ ...whole, without: [3] })],
	[
		"steps: query must be a whole number from 0 to 1, got query=2",
		(map) => map.steps({ lead: [], query: 2, keys: [] }),
	],
	[
		"steps: keys must be at most 1024 whole numbers below 3, got keys=[3]",
		(map) => map.steps({ lead: [], query: 0, keys: [3] }),
	],
])("%s", (message, act) => {
	const map = attentionMapOf(tf.ones([2, 4]), tf.ones([3, 4]));
	expect(() => act(map)).toThrow(message);
});

const whole = { lead: [], query: [0, 2] as [number, number], key: [0, 3] as [number, number], zoom: 0 };
