import { type RotateOptions, rotaryAngles, rotate } from "@attention-lab/attention";
import * as tf from "@tensorflow/tfjs-core";
import { farthest, numbers } from "../attend/reference";
import { startBackend } from "../backend";
import fixture from "./fixtures/positions.json";

beforeAll(startBackend);
beforeEach(() => tf.engine().startScope());
afterEach(() => tf.engine().endScope());

const [B, H, L, D] = fixture.shape;
const values = numbers(B * H * L * D, 7);
const draw = () => tf.tensor4d(values, [B, H, L, D]);

function floats(base64: string): Float32Array {
	const bytes = Uint8Array.from(Buffer.from(base64, "base64"));
	return new Float32Array(bytes.buffer);
}

test("one quarter turn by hand, both layouts", () => {
	// One pair turns by 1 radian per position, so a right angle is at position π/2; base 1 lets all pairs turn alike.
	const x = tf.tensor2d([[1, 2, 3, 4]]);
	const options = { base: 1, positions: [Math.PI / 2] };
	const got = (layout: RotateOptions["layout"]) => Array.from(rotate(x, { ...options, layout }).dataSync(), Math.round);
	expect(got("interleaved")).toEqual([-2, 1, -4, 3]);
	expect(got("half")).toEqual([-3, -4, 1, 2]);
});

test.each(fixture.rope.map(({ options, out }) => [JSON.stringify(options), options, out] as const))(
	"against complex numbers in float64: %s",
	(_, options, out) => {
		const got = rotate(draw(), options as RotateOptions);
		expect(got.shape).toEqual([B, H, L, D]);
		expect(farthest(got.dataSync(), floats(out))).toBeLessThan(1e-6);
	},
);

test("what a query sees of a key depends on their distance alone", () => {
	const [q, k] = [1, 2].map((seed) => tf.tensor2d(numbers(D, seed), [1, D]));
	const score = (layout: RotateOptions["layout"], i: number, j: number) =>
		tf.sum(tf.mul(rotate(q, { layout, offset: i }), rotate(k, { layout, offset: j }))).dataSync()[0];
	for (const layout of ["interleaved", "half"] as const) {
		expect(score(layout, 1011, 1000)).toBeCloseTo(score(layout, 11, 0), 4);
		expect(Math.abs(score(layout, 11, 0) - score(layout, 0, 11))).toBeGreaterThan(0.1);
	}
});

test("rank 2, rank 3, offset, positions and ready tables are one", () => {
	const x = draw();
	const whole = rotate(x, { layout: "half", offset: 3 });
	const one = tf.gather(x, 1);
	expect(farthest(rotate(one, { layout: "half", offset: 3 }).dataSync(), tf.gather(whole, 1).dataSync())).toBe(0);
	const row = tf.gather(one, 2);
	expect(
		farthest(rotate(row, { layout: "half", offset: 3 }).dataSync(), tf.gather(tf.gather(whole, 1), 2).dataSync()),
	).toBe(0);
	const positions = [3, 4, 5, 6, 7];
	const ways: Partial<RotateOptions>[] = [
		{ positions },
		{ positions: [positions, positions] },
		{ angles: rotaryAngles(11, D), offset: 3 },
		{ angles: rotaryAngles(L, D, { positions: [positions, positions] }) },
	];
	for (const way of ways) expect(farthest(rotate(x, { layout: "half", ...way }).dataSync(), whole.dataSync())).toBe(0);
});

test("angles near a million are those of float64", () => {
	const { cos, sin } = rotaryAngles(2, 4, { offset: 999_983 });
	const wanted = [999_983, 999_984].flatMap((p) => [p, p / 100]);
	expect(farthest(cos.dataSync(), wanted.map(Math.cos))).toBeLessThan(1e-7);
	expect(farthest(sin.dataSync(), wanted.map(Math.sin))).toBeLessThan(1e-7);
	// float32 holds 9999.83 to a thousandth only: angles counted in it would be wrong here.
	expect(farthest([Math.cos(Math.fround(9999.83))], [Math.cos(9999.83)])).toBeGreaterThan(1e-5);
});

test.each([
	["linear, 1", { kind: "linear", factor: 1 }],
	["ntk, 1", { kind: "ntk", factor: 1 }],
	["yarn, 1", { kind: "yarn", factor: 1, originalLength: 100 }],
	["llama3, 1", { kind: "llama3", factor: 1, originalLength: 100 }],
] as const)("stretching by %s changes nothing", (_, scaling) => {
	const plain = rotaryAngles(7, 2, {}).sin.dataSync();
	expect(farthest(rotaryAngles(7, 2, { scaling }).sin.dataSync(), plain)).toBeLessThan(1e-7);
});

test("yarn where all pairs turn often leaves them alone", () => {
	const scaling = { kind: "yarn", factor: 4, originalLength: 1e9, attentionFactor: 1 } as const;
	const wanted = [1, 10 ** (-1 / 3), 10 ** (-2 / 3)].map((frequency) => Math.sin(3 * frequency));
	expect(farthest(rotaryAngles(1, 6, { base: 10, scaling, offset: 3 }).sin.dataSync(), wanted)).toBeLessThan(1e-6);
});

describe.each(["interleaved", "half"] as const)("gradients, %s", (layout) => {
	const options = { layout, size: 6, offset: 2 };

	test("of a sum of squares is twice the input: a rotation keeps lengths", () => {
		const x = draw();
		const loss = (t: tf.Tensor) => tf.sum(tf.square(rotate(t, options)));
		expect(farthest(tf.grad(loss)(x).dataSync(), tf.mul(x, 2).dataSync())).toBeLessThan(4e-6);
	});

	test("is the rotation back, and twice differentiable", () => {
		const weight = tf.tensor4d(numbers(B * H * L * D, 11), [B, H, L, D]);
		const linear = (t: tf.Tensor) => tf.sum(tf.mul(rotate(t, options), weight));
		const got = tf.grad(linear)(draw());
		// d/dx of w · R x is the transpose of R, which is R at minus the position.
		const back = rotate(weight, { layout, size: 6, positions: [-2, -3, -4, -5, -6] });
		expect(farthest(got.dataSync(), back.dataSync())).toBeLessThan(1e-6);
		// f = Σ (R x)³/3: f' = Rᵀ (R x)², and the gradient of its sum against w is 2 Rᵀ((R x) · (R w)).
		const cubic = tf.grad((t) => tf.div(tf.sum(tf.pow(rotate(t, options), 3)), 3));
		const twice = tf.grad((t) => tf.sum(tf.mul(cubic(t), weight)))(draw());
		const inner = tf.mul(tf.mul(rotate(draw(), options), rotate(weight, options)), 2);
		const wanted = rotate(inner, { layout, size: 6, positions: [-2, -3, -4, -5, -6] });
		expect(farthest(twice.dataSync(), wanted.dataSync())).toBeLessThan(2e-5);
	});
});

test("nothing is left behind, also by errors", () => {
	const x = draw();
	const angles = rotaryAngles(11, D);
	const before = tf.memory().numTensors;
	for (let i = 0; i < 1000; i++) {
		rotate(x, { layout: i % 2 ? "half" : "interleaved", ...(i % 3 ? { angles } : {}), offset: i % 5 }).dispose();
		if (i % 10 === 0) expect(() => rotate(x, { layout: "half", angles, offset: 7 })).toThrow();
		if (i % 50 === 0) tf.dispose(tf.grad((t) => tf.sum(rotate(t, { layout: "half" })))(x));
	}
	expect(tf.memory().numTensors).toBe(before);
});

describe("errors", () => {
	const x = () => tf.zeros([2, 3, 5, 8]);
	const half = (options: object, of: unknown = x()) => rotate(of as tf.Tensor, { layout: "half", ...options });
	const yarn = { kind: "yarn", factor: 2, originalLength: 9 };

	test.each<[() => unknown, string]>([
		[() => half({}, [1, 2]), "x must be a tensor, got x=[1,2]"],
		[() => half({}, tf.zeros([5])), "x must be of rank 2, 3, 4, got x=[5]"],
		[() => half({}, tf.zeros([5, 8], "int32")), "x must be float32, got x=[5,8] int32"],
		[() => half({}, tf.zeros([5, 7])), "size must be even and no more than D, got size=7, x=[5,7]"],
		[() => half({}, tf.zeros([0, 8])), "there must be at least one position, got x=[0,8]"],
		[() => rotate(x(), undefined as never), 'layout must be "interleaved" or "half", got layout=undefined'],
		[() => half({ layout: "neox" }), 'layout must be "interleaved" or "half", got layout="neox"'],
		[() => half({ size: 10 }), "size must be even and no more than D, got size=10, x=[2,3,5,8]"],
		[() => half({ size: 3 }), "size must be even and no more than D, got size=3, x=[2,3,5,8]"],
		[() => half({ size: 0 }), "size must be a whole number of at least 2, got size=0"],
		[() => half({ base: 0 }), "base must be a finite number above 0, got base=0"],
		[() => half({ base: Number.NaN }), "base must be a finite number above 0, got base=NaN"],
		[() => half({ offset: -1 }), "offset must be a whole number of at least 0, got offset=-1"],
		[
			() => half({ offset: 1, positions: [1, 2, 3, 4, 5] }),
			"there must be an offset or positions, not both, got offset=1, positions=[1,2,3,4,5]",
		],
		[
			() => half({ positions: [1, 2] }),
			"positions must be L finite numbers, or L for each batch row, got L=5, positions=[1,2]",
		],
		[
			() => half({ positions: [1, 2, 3, 4, Number.NaN] }),
			"positions must be L finite numbers, or L for each batch row, got L=5, positions=[1,2,3,4,NaN]",
		],
		[
			() => half({ positions: tf.zeros([5]) }),
			"positions must be L finite numbers, or L for each batch row, got L=5, positions=[5]",
		],
		[
			() => half({ positions: [[1, 2, 3, 4, 5]] }),
			"there must be positions for each batch row of x, got x=[2,3,5,8], rows=1",
		],
		[
			() => half({ angles: rotaryAngles(6, 8), offset: 2 }),
			"angles must have a row for each position, got cos=[6,4], offset=2, L=5",
		],
		[
			() => half({ angles: rotaryAngles(6, 6) }),
			"angles must have half as many columns as numbers that turn, got cos=[6,3], size=8",
		],
		[
			() => half({ angles: rotaryAngles(6, 8), base: 100 }),
			"there must be angles or base, scaling and positions, not both, got base=100, scaling=undefined, positions=undefined",
		],
		[() => half({ angles: 3 }), "angles.cos must be a tensor, got angles.cos=undefined"],
		[
			() => half({ angles: { cos: rotaryAngles(6, 8).cos, sin: rotaryAngles(7, 8).sin } }),
			"angles must be two tables of one shape, got cos=[6,4], sin=[7,4]",
		],
		[() => half({ scaling: 2 }), "scaling must be an object, got scaling=2"],
		[
			() => half({ scaling: { kind: "cubic", factor: 2 } }),
			'scaling.kind must be "linear", "ntk", "yarn" or "llama3", got kind="cubic"',
		],
		[
			() => half({ scaling: { kind: "ntk", factor: 0.5 } }),
			"scaling.factor must be a finite number of at least 1, got scaling.factor=0.5",
		],
		[
			() => half({ scaling: { kind: "yarn", factor: 2 } }),
			"scaling.originalLength must be a finite number of at least 1, got scaling.originalLength=undefined",
		],
		[
			() => half({ scaling: { ...yarn, betaSlow: 40 } }),
			"scaling.betaSlow must be above 0 and below scaling.betaFast, got betaSlow=40, betaFast=32",
		],
		[() => half({ scaling: { ...yarn, truncate: 1 } }), "scaling.truncate must be true or false, got truncate=1"],
		[() => half({ base: 1, scaling: yarn }), "base must be above 1 with yarn, got base=1"],
		[
			() => half({ scaling: { kind: "llama3", factor: 2, originalLength: 9, lowFrequencyFactor: 4 } }),
			"scaling.lowFrequencyFactor must be above 0 and below scaling.highFrequencyFactor, got lowFrequencyFactor=4, highFrequencyFactor=4",
		],
	])("%#", (act, message) => {
		expect(act).toThrow(new Error(`rotate: ${message}`));
	});

	test("of the tables", () => {
		expect(() => rotaryAngles(0, 8)).toThrow(
			new Error("rotaryAngles: L must be a whole number of at least 1, got L=0"),
		);
		expect(() => rotaryAngles(3, 7)).toThrow(
			new Error("rotaryAngles: the numbers that turn must be even in count, got D=7"),
		);
	});
});
