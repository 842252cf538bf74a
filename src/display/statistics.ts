import type { Statistics } from "../map/index";

function short(x: number): number {
	return Number(x.toPrecision(3));
}

/** Per head: mean row entropy `-Σ w ln w` in nats, and the largest weight; three digits. */
export function statisticsOf(values: Float32Array, shape: readonly number[]): Statistics {
	const [rows, columns] = shape.slice(-2);
	const heads = values.length / (rows * columns);
	const entropy: number[] = [];
	const max: number[] = [];
	for (let head = 0; head < heads; head++) {
		let sum = 0;
		let top = 0;
		for (let i = head * rows * columns; i < (head + 1) * rows * columns; i++) {
			const weight = values[i];
			if (weight > 0) sum -= weight * Math.log(weight);
			if (weight > top) top = weight;
		}
		entropy.push(short(sum / rows));
		max.push(short(top));
	}
	return { entropy, max };
}
