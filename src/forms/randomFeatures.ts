import { type Tensor2D, tensor2d } from "@tensorflow/tfjs-core";

/** Normal numbers, the same on every machine: mulberry32, then Box and Muller. */
function gaussians(seed: number): () => number {
	let state = (seed ^ Math.imul(Math.floor(seed / 2 ** 32), 0x9e3779b9)) >>> 0;
	const uniform = () => {
		state = (state + 0x6d2b79f5) >>> 0;
		let mixed = Math.imul(state ^ (state >>> 15), state | 1);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
	};
	return () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
}

function dot(a: Float64Array, b: Float64Array): number {
	let sum = 0;
	for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
	return sum;
}

/** `row -= share · other`, twice, so that what rounding left goes too. */
function straighten(row: Float64Array, units: Float64Array[]): void {
	for (const unit of [...units, ...units]) {
		const share = dot(row, unit);
		for (let i = 0; i < row.length; i++) row[i] -= share * unit[i];
	}
}

const scaled = (row: Float64Array, factor: number) => row.map((x) => x * factor);

/**
 * Random directions, rows normal with variance 1 in every direction. Orthogonal ones: each D of them stand at right angles,
 * with the lengths of normal rows.
 *
 * @returns Shape [features, D].
 */
export function randomFeatures(features: number, D: number, seed: number, orthogonal: boolean): Tensor2D {
	const next = gaussians(seed);
	const draw = () => Float64Array.from({ length: D }, next);
	const values = new Float32Array(features * D);
	let block: Float64Array[] = [];
	for (let at = 0; at < features; at++) {
		const row = draw();
		if (!orthogonal) {
			values.set(row, at * D);
			continue;
		}
		if (at % D === 0) block = [];
		straighten(row, block);
		const unit = scaled(row, 1 / Math.sqrt(dot(row, row)));
		block.push(unit);
		const length = draw();
		values.set(scaled(unit, Math.sqrt(dot(length, length))), at * D);
	}
	return tensor2d(values, [features, D]);
}
