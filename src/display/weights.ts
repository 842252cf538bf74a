import { Tensor } from "@tensorflow/tfjs-core";
import { wrong } from "../wrong";

type Nested = readonly (number | Nested)[];

/** Weights in any of the forms that people have them in; the last two axes are queries and keys. */
export type WeightsLike = Tensor | Nested | Float32Array | Float64Array;

export interface Weights {
	values: Float32Array;
	shape: number[];
}

function nestedShape(value: unknown): number[] {
	return Array.isArray(value) ? [value.length, ...nestedShape(value[0])] : [];
}

function read(weights: WeightsLike, shape: readonly number[] | undefined): Weights {
	if (weights instanceof Tensor) {
		if (weights.isDisposed) throw wrong("attentionMap", "weights must not be disposed", { weights });
		if (weights.dtype !== "float32") throw wrong("attentionMap", "weights must be float32", { weights });
		return { values: Float32Array.from(weights.dataSync()), shape: [...weights.shape] };
	}
	if (ArrayBuffer.isView(weights)) {
		if (shape === undefined) throw wrong("attentionMap", "a typed array needs options.shape", { shape });
		return { values: Float32Array.from(weights as Float32Array), shape: [...shape] };
	}
	if (!Array.isArray(weights)) {
		throw wrong("attentionMap", "weights must be a tensor, a typed array or nested arrays", { weights });
	}
	const values = Float32Array.from((weights as unknown[]).flat(Number.POSITIVE_INFINITY) as number[]);
	return { values, shape: nestedShape(weights) };
}

/** A copy of the weights, once they are known to be weights. */
export function readWeights(weights: WeightsLike, given?: readonly number[]): Weights {
	const found = read(weights, given);
	const { values, shape } = found;
	const size = shape.reduce((product, entry) => product * entry, 1);
	if (shape.length < 2 || size === 0 || size !== values.length) {
		throw wrong("attentionMap", "weights must fill a shape of at least two axes", { shape, numbers: values.length });
	}
	for (let i = 0; i < size; i++) {
		if (!(values[i] >= 0 && values[i] < Number.POSITIVE_INFINITY)) {
			throw wrong("attentionMap", "weights must be finite and at least 0", {
				[`weights[${place(i, shape)}]`]: values[i],
			});
		}
	}
	return found;
}

function place(index: number, shape: readonly number[]): number[] {
	let rest = index;
	return shape.map((_, axis) => {
		const size = shape.slice(axis + 1).reduce((product, entry) => product * entry, 1);
		const at = Math.floor(rest / size);
		rest %= size;
		return at;
	});
}
