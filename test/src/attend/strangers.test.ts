/** Infinity and NaN in k and v reach the rows that look at them, and no other; nor the gradients of keys that only others see. */
import { type AttentionOptions, attend } from "@attention-lab/attention";
import { chooseBackend } from "@attention-lab/attention/backends";
import * as tf from "@tensorflow/tfjs-core";
import { numbers } from "./reference";

const [B, H, G, L, S, D, E] = [2, 6, 3, 19, 31, 5, 7];
/** Keys that hold what is no number. */
const ODD = [15, 24, 30];
const KEYS = Array.from({ length: S }, (_, j) => !ODD.includes(j));
/** Of each row another third of the keys. */
const CELLS = Array.from({ length: L * S }, (_, n) => (Math.floor(n / S) + (n % S)) % 3 !== 0);

interface Limit {
	options: () => AttentionOptions;
	sees: (b: number, i: number, j: number) => boolean;
}

const LENGTHS = { queryLengths: [11, 19], keyLengths: [23, 13] };
const bottom = (i: number) => i + S - L;

const LIMITS: Record<string, Limit> = {
	lengths: {
		options: () => LENGTHS,
		sees: (b, i, j) => i < LENGTHS.queryLengths[b] && j < LENGTHS.keyLengths[b],
	},
	"causal, top-left": { options: () => ({ causal: "top-left" }), sees: (_, i, j) => j <= i },
	"causal, bottom-right": { options: () => ({ causal: "bottom-right" }), sees: (_, i, j) => j <= bottom(i) },
	"a window": {
		options: () => ({ window: [2, 1], alignment: "bottom-right", softcap: 5 }),
		sees: (_, i, j) => j >= bottom(i) - 2 && j <= bottom(i) + 1,
	},
	"a mask of keys": {
		options: () => ({ mask: tf.tensor(KEYS, [S], "bool") }),
		sees: (_, _i, j) => KEYS[j],
	},
	"a mask of cells": {
		options: () => ({ mask: tf.tensor(CELLS, [L, S], "bool"), dropout: 0.2, seed: 5 }),
		sees: (_, i, j) => CELLS[i * S + j],
	},
	"a bias": {
		options: () => ({
			bias: tf.tensor(
				CELLS.map((open, n) => (open ? (n % 5) / 5 : Number.NEGATIVE_INFINITY)),
				[L, S],
			),
		}),
		sees: (_, i, j) => CELLS[i * S + j],
	},
};

/** [B, G or H, rows, columns] with another number at some rows. */
function filled(shape: [number, number, number, number], seed: number, odd?: number): tf.Tensor4D {
	const data = numbers(
		shape.reduce((all, one) => all * one),
		seed,
	);
	const at = (n: number) => Math.floor(n / shape[3]) % shape[2];
	return tf.tensor4d(odd === undefined ? data : data.map((x, n) => (ODD.includes(at(n)) ? odd : x)), shape);
}

function run(options: AttentionOptions, oddKey?: number, oddValue?: number) {
	const inputs = [filled([B, H, L, D], 1), filled([B, G, S, D], 2, oddKey), filled([B, G, S, E], 3, oddValue)];
	const probe = filled([B, H, L, E], 4);
	const { output, logSumExp } = attend<tf.Tensor>(inputs[0], inputs[1], inputs[2], options);
	const loss = (q: tf.Tensor, k: tf.Tensor, v: tf.Tensor) => tf.sum(tf.mul(attend(q, k, v, options).output, probe));
	const [q, k, v] = tf.grads(loss)(inputs);
	return { output, logSumExp: tf.expandDims(logSumExp!, -1), q, k, v };
}

const isNative = process.env.ATTENTION_LAB_EXPECT_BACKEND === "tensorflow";

describe.each(isNative ? ["wasm", "tensorflow"] : ["wasm"])("on %s", (backend) => {
	beforeAll(() => chooseBackend(backend));

	describe.each(Object.entries(LIMITS))("%s", (_, { options, sees }) => {
		const all = (size: number) => Array.from({ length: size }, (_, at) => at);
		const looks = (b: number, i: number) => ODD.some((j) => sees(b, i, j));
		const ofOthers = (b: number, j: number) => !all(L).some((i) => sees(b, i, j) && looks(b, i));

		test.each([
			["NaN in k and v", Number.NaN, Number.NaN],
			["Infinity in v", undefined, Number.POSITIVE_INFINITY],
			["-Infinity in k", Number.NEGATIVE_INFINITY, undefined],
		])("%s", (title, oddKey, oddValue) => {
			tf.tidy(() => {
				const limit = options();
				const [got, wanted] = [run(limit, oddKey, oddValue), run(limit)];
				let compared = 0;
				for (const name of ["output", "logSumExp", "q", "k", "v"] as const) {
					const isClean = name === "k" || name === "v" ? ofOthers : (b: number, i: number) => !looks(b, i);
					const [, heads, rows, columns] = got[name].shape as number[];
					const values = [got[name].dataSync(), wanted[name].dataSync()];
					for (let n = 0; n < values[0].length; n++) {
						const [b, row] = [Math.floor(n / columns / rows / heads), Math.floor(n / columns) % rows];
						if (!isClean(b, row)) {
							if (name === "output" && title.startsWith("NaN")) expect(values[0][n]).toBeNaN();
							continue;
						}
						compared++;
						if (values[1][n] === Number.NEGATIVE_INFINITY) expect(values[0][n]).toBe(Number.NEGATIVE_INFINITY);
						else if (!(Math.abs(values[0][n] - values[1][n]) < 1e-5))
							expect([name, b, row, values[0][n]]).toEqual(values[1][n]);
					}
				}
				expect(compared).toBeGreaterThan(100);
			});
		});
	});
});
