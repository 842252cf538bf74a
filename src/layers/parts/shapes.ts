import type { Tensor } from "@tensorflow/tfjs-core";
import type { Shape } from "@tensorflow/tfjs-layers";
import { checkTensor, wrong } from "../../wrong";

export function toList<T>(value: T | T[]): T[] {
	return Array.isArray(value) ? value : [value];
}

/** One shape or several, as several. */
export function toShapes(shape: Shape | Shape[]): Shape[] {
	return Array.isArray(shape[0]) ? (shape as Shape[]) : [shape as Shape];
}

const COUNTS = ["", "one", "two", "three"];

/** The inputs' shapes where there are one to `most` of form [B, L, M], or the error. */
export function sequences(name: string, inputShape: Shape | Shape[], least: number, most: number): Shape[] {
	const shapes = toShapes(inputShape);
	const fits = shapes.length >= least && shapes.length <= most;
	if (!fits || shapes.some((shape) => shape.length !== 3 || shape[2] === null)) {
		const many =
			most === 1 ? "be one tensor" : `be ${COUNTS[least]} ${most === least + 1 ? "or" : "to"} ${COUNTS[most]} tensors`;
		throw wrong(name, `inputs must ${many} of shape [B, L, M]`, shown(shapes));
	}
	return shapes;
}

/** The inputs as they come in a call: [B, L, M], and [B, S, M] where there are more; or the error. */
export function checkSequences(name: string, inputs: Tensor | Tensor[]): Tensor[] {
	const list = toList(inputs);
	for (const [at, x] of list.entries())
		checkTensor(name, list.length === 1 ? "inputs" : `inputs[${at}]`, x, "float32", [3]);
	const [query, value, key = value] = list;
	if (value && value.shape[0] !== query.shape[0]) throw wrong(name, "the batches B must agree", { query, value });
	if (key && (key.shape[0] !== value.shape[0] || key.shape[1] !== value.shape[1])) {
		throw wrong(name, "key and value must have the same batch B and length S", { value, key });
	}
	return list;
}

/** The inputs' shapes, for an error. */
export function shown(shapes: Shape[]): Record<string, Shape> {
	if (shapes.length === 1) return { inputs: shapes[0] };
	return Object.fromEntries(shapes.map((shape, at) => [`inputs[${at}]`, shape]));
}
