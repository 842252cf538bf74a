/** Maps that compute what is looked at, beside the same maps with all weights in memory. */
import { attentionMapOf, DISPLAY } from "@attention-lab/attention";
import { checkDocument, decodePreview, maxPool } from "@attention-lab/attention/map";
import * as tf from "@tensorflow/tfjs-core";
import * as fc from "fast-check";
import { draws, made } from "../attend/draws";
import { startBackend } from "../backend";

const MIME = "application/vnd.attention-lab.map.v1+json";

beforeAll(startBackend);

function both(q: tf.Tensor, k: tf.Tensor, options: Parameters<typeof attentionMapOf>[2] = {}) {
	return [true, false].map((lazy) => attentionMapOf(q, k, { ...options, lazy }));
}

function farthest(a: ArrayLike<number>, b: ArrayLike<number>): number {
	expect(a.length).toBe(b.length);
	const away = (one: number, other: number) => (Number.isNaN(one) && Number.isNaN(other) ? 0 : Math.abs(one - other));
	return Array.from(a).reduce((far, value, i) => Math.max(far, away(value, b[i])), 0);
}

test("on random options every tile is that of the weights", () => {
	const before = tf.memory().numTensors;
	fc.assert(
		fc.property(draws, (draw) => {
			tf.tidy(() => {
				const { tensors, options } = made({ ...draw, dropout: 0 });
				const { q, k, bias, sinks } = tensors;
				const [lazy, held] = both(q, k, { ...options, bias, sinks });
				expect(lazy.shape).toEqual(held.shape);
				const lead = lazy.shape.slice(0, -2).map((size, axis) => (draw.seed >> axis) % size);
				const [L, S] = lazy.shape.slice(-2);
				const request = {
					lead,
					query: [draw.seed % L, L] as [number, number],
					key: [0, 1 + (draw.seed % S)] as [number, number],
					zoom: draw.seed % 3,
				};
				expect(lazy.tile(request).shape).toEqual(held.tile(request).shape);
				expect(farthest(lazy.tile(request).values, held.tile(request).values)).toBeLessThan(1e-5);
				expect(farthest(lazy.statistics.max!, held.statistics.max!)).toBeLessThan(2e-3);
				for (const name of ["entropy", "distance"] as const) {
					expect(farthest(lazy.statistics[name]!, held.statistics[name]!)).toBeLessThan(2e-2);
				}
				for (const name of ["sink", "previous"] as const) {
					expect(farthest(lazy.statistics[name]!, held.statistics[name]!)).toBeLessThan(2e-3);
				}
			});
		}),
		{ numRuns: 100, seed: 20261125 },
	);
	expect(tf.memory().numTensors).toBe(before);
});

test("a map of 1,500 x 1,300 cells: its output is pixels of 2 x 2 that are the largest weights", async () => {
	const [q, k] = [tf.randomNormal([3, 1500, 8], 0, 2, "float32", 3), tf.randomNormal([3, 1300, 8], 0, 2, "float32", 5)];
	const [lazy, held] = both(tf.expandDims(q, 0), tf.expandDims(k, 0), { causal: "bottom-right", title: "Wide" });
	expect(lazy.bytes).toBeLessThan(held.bytes / 50);
	expect(() => lazy.values).toThrow(
		/^values: a map that is computed must be asked for a tile, got shape=\[3,1500,1300\]$/,
	);
	const bundle = await lazy[DISPLAY]();
	expect(Buffer.byteLength(JSON.stringify(bundle))).toBeLessThan(50_000);
	const document = checkDocument(JSON.parse(JSON.stringify(bundle[MIME])));
	expect(document.axes.map(({ name, size }) => [name, size])).toEqual([
		["head", 3],
		["query", 1500],
		["key", 1300],
	]);
	expect(document.source).toMatchObject({ mask: "causal (bottom-right)" });
	const { pooling, shape, values, levels, scale } = await decodePreview(document.preview);
	expect(pooling[0]).toBe(pooling[1]);
	expect(Math.log2(pooling[0]) % 1).toBe(0);
	const pooled = maxPool(held.values, held.shape, pooling);
	expect(pooled.shape).toEqual(shape);
	// A byte is off by half a level of the square root.
	expect(farthest(values.map(Math.sqrt), pooled.values.map(Math.sqrt))).toBeLessThan(
		(0.51 * Math.sqrt(scale)) / levels,
	);
	tf.dispose([q, k]);
});

test("shapes of every rank, axes of items and heads; small maps hold their weights", () => {
	const x = (...shape: number[]) => tf.randomNormal(shape, 0, 1, "float32", 7);
	const names = (q: tf.Tensor, k: tf.Tensor) => attentionMapOf(q, k).axes.map(({ name, size }) => `${name} ${size}`);
	tf.tidy(() => {
		expect(names(x(5, 3), x(7, 3))).toEqual(["query 5", "key 7"]);
		expect(names(x(1, 5, 3), x(1, 7, 3))).toEqual(["query 5", "key 7"]);
		expect(names(x(2, 5, 3), x(2, 7, 3))).toEqual(["item 2", "query 5", "key 7"]);
		expect(names(x(1, 6, 5, 3), x(1, 2, 7, 3))).toEqual(["head 6", "query 5", "key 7"]);
		expect(names(x(2, 6, 5, 3), x(2, 2, 7, 3))).toEqual(["item 2", "head 6", "query 5", "key 7"]);
		expect(attentionMapOf(x(5, 3), x(7, 3)).values).toHaveLength(35);
		expect(() => attentionMapOf(x(5, 3), x(7, 4))).toThrow(
			"attentionMapOf: query and key must have the same head size D",
		);
		const tokens = ["a", "b"];
		expect(() => attentionMapOf(x(5, 3), x(7, 3), { queryTokens: tokens })).toThrow(
			"attentionMapOf: queryTokens must have one entry per query, got queryTokens=2, query=5",
		);
	});
});
