/** Attention against PyTorch in float64, forward and backward: sizes and options by hand, of each result places and sums. */
import { chooseBackend } from "@attention-lab/attention/backends";
import * as tf from "@tensorflow/tfjs-core";
import { isFused } from "../../../src/attend/fused";
import { floats } from "../forms/draw";
import type { Draw } from "./draws";
import fixture from "./fixtures/attention.json";
import { numbers } from "./reference";
import { limitOf, off, ours, type Precision } from "./torchOracle";

const isNative = process.env.ATTENTION_LAB_EXPECT_BACKEND === "tensorflow";
const ENGINES: [string, Precision][] = [["wasm", "high"]];
if (isNative) ENGINES.push(["tensorflow", "high"], ["tensorflow", "medium"]);

/** Globals are slow within Jest. */
const { abs } = Math;

/** The numbers of a result at the places that the fixture holds. */
function places(result: ArrayLike<number>, count: number): number[] {
	if (result.length === count) return Array.from(result);
	return numbers(count, 3).map((at) => result[Math.floor(((at + 2) / 4) * result.length)]);
}

/** For each head the sum of all numbers times random ones, and of their sizes; minus infinity is a row that sees nothing. */
function sums(result: ArrayLike<number>, heads: number): { sum: number; mass: number }[] {
	const random = numbers(result.length, 5);
	const length = result.length / heads;
	return Array.from({ length: heads }, (_, head) => {
		let [sum, mass] = [0, 0];
		for (let at = head * length; at < (head + 1) * length; at++) {
			if (result[at] === Number.NEGATIVE_INFINITY) continue;
			sum += result[at] * random[at];
			mass += abs(result[at] * random[at]);
		}
		return { sum, mass };
	});
}

describe.each(ENGINES)("%s, %s", (backend, precision) => {
	beforeAll(() => chooseBackend(backend));

	test.each(fixture.cases.map((one) => [one.title, one] as const))("%s", (_, { draw, results }) => {
		expect(isFused()).toBe(backend === "tensorflow");
		const before = tf.memory().numTensors;
		const got = ours(draw as unknown as Draw, precision);
		expect(tf.memory().numTensors).toBe(before);
		expect(Object.keys(got).toSorted()).toEqual(Object.keys(results).toSorted());
		for (const [name, wanted] of Object.entries(results)) {
			const [limit, values] = [limitOf(precision, name), floats(wanted.values)];
			const far = off(places(got[name], values.length), values);
			expect(far < limit ? [] : [name, far]).toEqual([]);
			for (const [head, { sum, mass }] of sums(got[name], wanted.sums.length).entries()) {
				const gap = Math.abs(sum - wanted.sums[head]) / Math.max(1, mass);
				expect(gap < limit ? [] : [name, head, gap]).toEqual([]);
			}
		}
	});
});
