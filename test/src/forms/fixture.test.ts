/** Linear attention, Nyströmformer and Linformer against PyTorch in float64, forward and backward. */
import { linearAttention, linformerAttention, nystromAttention } from "@attention-lab/attention";
import * as tf from "@tensorflow/tfjs-core";
import { numbers } from "../attend/reference";
import { startBackend } from "../backend";
import { draw, far, floats } from "./draw";
import fixture from "./fixtures/forms.json";

beforeAll(startBackend);
beforeEach(() => tf.engine().startScope());
afterEach(() => tf.engine().endScope());

type Attend = (q: tf.Tensor, k: tf.Tensor, v: tf.Tensor, ...projections: tf.Tensor[]) => tf.Tensor;

function formOf(form: string, options: object): Attend {
	if (form === "linear") return (q, k, v) => linearAttention(q, k, v, options);
	if (form === "nystrom") return (q, k, v) => nystromAttention(q, k, v, options as never);
	return (q, k, v, projectKeys, projectValues) =>
		linformerAttention(q, k, v, { ...options, projectKeys, projectValues });
}

const cases = fixture.cases.map(
	(one) => [`${one.form} ${one.L} ${one.S} ${JSON.stringify(one.options)}`, one] as const,
);

describe.each(cases)("%s", (_, { form, L, S, options, projections, out, gradients }) => {
	const inputs = () => {
		const { q, k, v } = draw({ ...fixture.sizes, L, S });
		const extra = projections.map((shape, at) =>
			tf.tensor(
				numbers(
					shape.reduce((a, b) => a * b),
					11 + at,
				),
				shape,
			),
		);
		return [q, k, v, ...extra] as [tf.Tensor, tf.Tensor, tf.Tensor];
	};

	test("the output", () => {
		const got = formOf(form, options)(...inputs());
		expect(got.shape).toEqual([fixture.sizes.B, fixture.sizes.H, L, fixture.sizes.E]);
		expect(far(got.dataSync(), floats(out))).toBeLessThan(2e-5);
	});

	test("the gradients", () => {
		const weight = tf.tensor(numbers(floats(out).length, 7), [fixture.sizes.B, fixture.sizes.H, L, fixture.sizes.E]);
		const loss = (...of: tf.Tensor[]) =>
			tf.sum(tf.mul(formOf(form, options)(...(of as [tf.Tensor, tf.Tensor, tf.Tensor])), weight));
		const got = tf.grads(loss)(inputs());
		expect(got.length).toBe(gradients.length);
		for (const [at, grad] of got.entries()) expect(far(grad.dataSync(), floats(gradients[at]))).toBeLessThan(1e-4);
	});
});
