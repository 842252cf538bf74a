/** Every layer against PyTorch with the same weights: the output, and the gradient of everything. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as attention from "@attention-lab/attention";
import * as tf from "@tensorflow/tfjs";
import { farthest } from "../attend/reference";
import { startBackend } from "../backend";

beforeAll(startBackend);

interface Plain {
	shape: number[];
	values: number[];
}

interface Case {
	layer: string;
	args: object;
	weights: Record<string, Plain>;
	inputs: Plain[];
	masks: Plain[] | null;
	output: Plain;
	probe: Plain;
	inputGradients: Plain[];
	gradients: Record<string, Plain>;
}

const cases: Record<string, Case> = JSON.parse(readFileSync(join(__dirname, "fixtures", "layers.json"), "utf8"));

function tensor({ values, shape }: Plain, dtype: "float32" | "bool" = "float32"): tf.Tensor {
	return tf.tensor(values, shape, dtype);
}

function build({ layer, args, weights, inputs }: Case) {
	const make = (attention as unknown as Record<string, (args: object) => tf.layers.Layer>)[layer];
	const made = make(args);
	made.build(inputs.length === 1 ? inputs[0].shape : inputs.map((x) => x.shape));
	made.built = true;
	const names = made.weights.map((weight) => weight.originalName);
	expect(names.toSorted()).toEqual(Object.keys(weights).toSorted());
	made.setWeights(names.map((name) => tensor(weights[name])));
	return { made, names };
}

/** Absolute below 1, relative to the largest wanted number above. A key's bias has gradient 0 from terms of that size. */
function off(got: tf.Tensor, wanted: ArrayLike<number>): number {
	const largest = Array.from(wanted).reduce((most, value) => Math.max(most, Math.abs(value)), 1);
	return farthest(got.dataSync(), wanted) / largest;
}

test.each(Object.keys(cases))("%s", (name) => {
	const fixture = cases[name];
	const { made, names } = build(fixture);
	const before = tf.memory().numTensors;
	tf.tidy(() => {
		const inputs = fixture.inputs.map((x) => tensor(x));
		const mask = fixture.masks?.map((x) => tensor(x, "bool"));
		const probe = tensor(fixture.probe);
		const call = (of: tf.Tensor[]) => made.apply(of.length === 1 ? of[0] : of, { mask, training: true }) as tf.Tensor;
		const real = tf.cast(tf.notEqual(probe, 0), "float32");
		const wanted = tf.mul(tensor(fixture.output), real).dataSync();
		expect(off(tf.mul(call(inputs), real), wanted)).toBeLessThan(1e-5);

		const loss = (...of: tf.Tensor[]) => tf.sum(tf.mul(call(of), probe)) as tf.Scalar;
		for (const [at, grad] of tf.grads(loss)(inputs).entries()) {
			expect(off(grad, fixture.inputGradients[at].values)).toBeLessThan(1e-5);
		}
		const { grads } = tf.variableGrads(() => loss(...inputs));
		for (const [at, weight] of made.weights.entries()) {
			const found = grads[weight.name];
			expect(found.shape).toEqual(fixture.gradients[names[at]].shape);
			expect(off(found, fixture.gradients[names[at]].values)).toBeLessThan(1e-5);
		}
	});
	expect(tf.memory().numTensors).toBe(before);
	made.weights.map((weight) => weight.dispose());
});
