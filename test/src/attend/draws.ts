/** Random sizes and options of attention, with the same rules once more in plain terms for a reference. */
import type { AttentionOptions } from "@attention-lab/attention";
import * as tf from "@tensorflow/tfjs-core";
import * as fc from "fast-check";
import { numbers, type ReferenceOptions, type Sizes } from "./reference";

export interface Draw extends Sizes {
	seed: number;
	causal?: "top-left" | "bottom-right";
	alignment: "top-left" | "bottom-right";
	window?: [number, number];
	queryLengths?: number[];
	keyLengths?: number[];
	scale?: number;
	softcap?: number;
	hasSinks: boolean;
	/** Axes of [B, H, L, S] that a mask and a bias repeat. */
	mask?: boolean[];
	bias?: boolean[];
	isBiasClosed: boolean;
	dropout: number;
}

const size = (most: number) => fc.integer({ min: 1, max: most });
const maybe = <T>(of: fc.Arbitrary<T>) => fc.option(of, { nil: undefined, freq: 2 });
const repeats = fc.array(fc.boolean(), { minLength: 4, maxLength: 4 });
const corner = fc.constantFrom("top-left" as const, "bottom-right" as const);

type SizesToDraw = Omit<Sizes, "H"> & { share: number };

/** Any options with these sizes. */
function drawsOf(sizesToDraw: fc.Arbitrary<SizesToDraw>, scales: (depth: number) => number[]): fc.Arbitrary<Draw> {
	return sizesToDraw.chain(({ share, ...sizes }) =>
		fc.record({
			...Object.fromEntries(Object.entries(sizes).map(([key, value]) => [key, fc.constant(value)])),
			H: fc.constant(sizes.G * share),
			seed: fc.nat(),
			causal: maybe(corner),
			alignment: corner,
			window: maybe(fc.tuple(fc.integer({ min: -1, max: 30 }), fc.integer({ min: -1, max: 30 }))),
			queryLengths: maybe(fc.array(fc.integer({ min: 0, max: sizes.L }), { minLength: sizes.B, maxLength: sizes.B })),
			keyLengths: maybe(fc.array(fc.integer({ min: 0, max: sizes.S }), { minLength: sizes.B, maxLength: sizes.B })),
			scale: maybe(fc.constantFrom(...scales(sizes.D))),
			softcap: maybe(fc.constantFrom(1, 5, 50)),
			hasSinks: fc.boolean(),
			mask: maybe(repeats),
			bias: maybe(repeats),
			isBiasClosed: fc.boolean(),
			dropout: fc.constantFrom(0, 0, 0.3),
		}),
	) as fc.Arbitrary<Draw>;
}

/** Any attention that is small. */
export const draws = drawsOf(
	fc.record({ B: size(2), G: size(3), share: size(3), L: size(37), S: size(41), D: size(19), E: size(17) }),
	() => [0, 0.3, 1],
);

const lengths = fc.constantFrom(1, 2, 3, 7, 17, 65, 131, 257, 1031);
const depths = fc.constantFrom(8, 16, 40, 64, 80, 96, 128, 256);
const heads = fc.constantFrom(1, 2, 3);

/** Any attention of up to 1031 tokens and 300,000 cells. */
export const longDraws = drawsOf(
	fc
		.record({ B: fc.constantFrom(1, 2), G: heads, share: heads, L: lengths, S: lengths, D: depths, E: depths })
		.filter(({ B, G, share, L, S }) => B * G * share * L * S <= 300000),
	(depth) => [0, 0.5, 2].map((factor) => factor / Math.sqrt(depth)),
);

/** Tensors are made of these many times faster than of lists. */
const floats = (values: number[]) => Float32Array.from(values);

const shapeOf = ({ B, H, L, S }: Sizes, repeated: boolean[]) =>
	[B, H, L, S].map((all, axis) => (repeated[axis] ? 1 : all));

/** Tensors and options of a draw; those of the reference beside them. */
export function made(draw: Draw) {
	const { B, H, G, L, S, D, E, seed, mask, bias, hasSinks, isBiasClosed, dropout } = draw;
	const { causal, alignment, window, queryLengths, keyLengths, scale, softcap } = draw;
	const values = {
		q: numbers(B * H * L * D, seed + 1),
		k: numbers(B * G * S * D, seed + 2),
		v: numbers(B * G * S * E, seed + 3),
		sinks: numbers(H, seed + 4),
	};
	const spread = (repeated: boolean[], at: number, then: (value: number) => number) => {
		const shape = shapeOf(draw, repeated);
		const data = numbers(
			shape.reduce((product, one) => product * one, 1),
			seed + at,
		).map(then);
		const read = (...index: number[]) => data[index.reduce((n, one, axis) => n * shape[axis] + (one % shape[axis]), 0)];
		return { shape, data, read };
	};
	const masked = mask && spread(mask, 5, (value) => Number(value > -0.8));
	const closed = Number.NEGATIVE_INFINITY;
	const biased = bias && spread(bias, 6, (value) => (isBiasClosed && value > 1.5 ? closed : value));
	const tensors = {
		q: tf.tensor4d(floats(values.q), [B, H, L, D]),
		k: tf.tensor4d(floats(values.k), [B, G, S, D]),
		v: tf.tensor4d(floats(values.v), [B, G, S, E]),
		bias: biased && tf.tensor(floats(biased.data), biased.shape),
		sinks: hasSinks ? tf.tensor1d(values.sinks) : undefined,
	};
	const options: AttentionOptions = {
		mask: masked && tf.tensor(masked.data, masked.shape, "bool"),
		causal,
		alignment: causal ?? alignment,
		window,
		queryLengths,
		keyLengths,
		scale,
		softcap,
		dropout,
		seed: seed * 2097143,
	};
	const queries = (b: number) => queryLengths?.[b] ?? L;
	const keys = (b: number) => keyLengths?.[b] ?? S;
	const same: ReferenceOptions = {
		scale,
		softcap,
		sinks: hasSinks ? values.sinks : undefined,
		isReal: (b, i) => i < queries(b),
		bias: biased?.read,
		may: (b, h, i, j) => {
			const away = j - i - ((causal ?? alignment) === "bottom-right" ? keys(b) - queries(b) : 0);
			const [left, right] = window ?? [-1, -1];
			if (i >= queries(b) || j >= keys(b) || (causal !== undefined && away > 0)) return false;
			if ((left >= 0 && away < -left) || (right >= 0 && away > right)) return false;
			return masked === undefined || masked.read(b, h, i, j) === 1;
		},
	};
	return { values, tensors, options, same };
}
