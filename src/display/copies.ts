import { type Tensor, tensor } from "@tensorflow/tfjs-core";

/** Numbers of a tensor, apart from its engine: what a map keeps is freed with the map. */
export interface Copy {
	values: Float32Array | Int32Array | Uint8Array;
	shape: number[];
	dtype: "float32" | "int32" | "bool";
}

export function copyOf(x: Tensor): Copy {
	return { values: x.dataSync().slice() as Float32Array, shape: [...x.shape], dtype: x.dtype as "float32" };
}

export function tensorOf({ values, shape, dtype }: Copy): Tensor {
	return tensor(values, shape, dtype);
}

/** One index of the first axis, which may be repeated. */
export function at({ values, shape, dtype }: Copy, index: number): Copy {
	if (shape[0] === 1) return { values, shape, dtype };
	const size = values.length / shape[0];
	return { values: values.subarray(index * size, (index + 1) * size), shape: [1, ...shape.slice(1)], dtype };
}

/** Item b and head h of something with axes [B, H, …] of which either may be repeated. */
export function headOf(x: Copy, b: number, h: number): Copy {
	const item = at(x, b);
	const [, ...rest] = item.shape;
	const head = at({ ...item, shape: rest }, h);
	return { ...head, shape: [1, ...head.shape] };
}
