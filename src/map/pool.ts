import { AttentionMapError } from "./error";

export interface Pooled {
	values: Float32Array;
	shape: number[];
}

/**
 * The maximum over blocks of cells: `out[…, r, c] = max(in[…, r·p : (r+1)·p, c·s : (c+1)·s])`. Peaks survive.
 *
 * @param values - Cells, row-major over `shape`.
 * @param shape - Leading axes, then L, then S.
 * @param pooling - Cells per pixel along [L, S]; the last pixel of a row or column may cover fewer.
 * @returns New values of shape […, ceil(L / p), ceil(S / s)].
 */
export function maxPool(values: ArrayLike<number>, shape: readonly number[], pooling: readonly number[]): Pooled {
	const [p, s] = pooling;
	if (!(Number.isInteger(p) && Number.isInteger(s) && p > 0 && s > 0)) {
		throw new AttentionMapError(`maxPool: pooling must be two whole numbers of at least 1, got [${pooling}]`);
	}
	const [rows, columns] = shape.slice(-2);
	const heads = shape.slice(0, -2).reduce((product, size) => product * size, 1);
	if (shape.length < 2 || values.length !== heads * rows * columns) {
		throw new AttentionMapError(`maxPool: values must fill the shape, got ${values.length} for [${shape}]`);
	}
	const height = Math.ceil(rows / p);
	const width = Math.ceil(columns / s);
	const out = new Float32Array(heads * height * width).fill(Number.NEGATIVE_INFINITY);
	for (let row = 0, at = 0; row < heads * rows; row++) {
		const head = Math.floor(row / rows);
		const to = (head * height + Math.floor((row % rows) / p)) * width;
		for (let column = 0; column < columns; column++, at++) {
			const pixel = to + Math.floor(column / s);
			if (values[at] > out[pixel]) out[pixel] = values[at];
		}
	}
	return { values: out, shape: [...shape.slice(0, -2), height, width] };
}
