import { type Tensor2D, tensor2d } from "@tensorflow/tfjs-core";

/** Normal numbers, the same on every machine: mulberry32, then Box and Muller. */
function gaussians(seed: number): () => number {
	let state = seed >>> 0;
	const uniform = () => {
		state = (state + 0x6d2b79f5) >>> 0;
		let mixed = Math.imul(state ^ (state >>> 15), state | 1);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
	};
	return () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
}

const dot = (a: Float64Array, b: Float64Array) => a.reduce((sum, x, i) => sum + x * b[i], 0);

/**
 * Random directions, rows normal with variance 1 in every direction. Orthogonal ones: each D of them stand at right angles,
 * with the lengths of normal rows.
 *
 * @returns Shape [features, D].
 */
export function randomFeatures(features: number, D: number, seed: number, orthogonal: boolean): Tensor2D {
	const next = gaussians(seed);
	const draw = () => Float64Array.from({ length: D }, next);
	const rows: Float64Array[] = [];
	for (let at = 0; at < features; at++) {
		const row = draw();
		if (orthogonal) {
			const block = rows.slice(at - (at % D));
			for (const other of [...block, ...block]) {
				const share = dot(row, other) / dot(other, other);
				for (let i = 0; i < D; i++) row[i] -= share * other[i];
			}
			const length = draw();
			const factor = Math.sqrt(dot(length, length) / dot(row, row));
			for (let i = 0; i < D; i++) row[i] *= factor;
		}
		rows.push(row);
	}
	return tensor2d(
		rows.map((row) => Array.from(row)),
		[features, D],
	);
}
