import type { Statistics } from "../map/index";

/** What a reader needs of a number: three digits. */
export function short(x: number): number {
	return Number(x.toPrecision(3));
}

/**
 * Per head, three digits each: mean row entropy `-Σ w ln w` in nats, largest weight, mean distance `Σ w |j - i - shift|`,
 * the first key's share of all weight, mean weight on the token before. Rows without weight do not count.
 *
 * @param shift - How far the diagonal of a head lies from `j = i`.
 */
export function statisticsOf(
	values: Float32Array,
	shape: readonly number[],
	shift: (head: number) => number = () => 0,
): Required<Statistics> {
	const [rows, columns] = shape.slice(-2);
	const heads = values.length / (rows * columns);
	const found: Required<Statistics> = { entropy: [], max: [], distance: [], sink: [], previous: [] };
	for (let head = 0; head < heads; head++) {
		let [entropy, max, distance, sink, previous] = [0, 0, 0, 0, 0];
		let [all, full, followers] = [0, 0, 0];
		for (let row = 0; row < rows; row++) {
			const start = (head * rows + row) * columns;
			const diagonal = row + shift(head);
			let sum = 0;
			for (let key = 0; key < columns; key++) {
				const weight = values[start + key];
				if (weight === 0) continue;
				sum += weight;
				entropy -= weight * Math.log(weight);
				distance += weight * Math.abs(key - diagonal);
				if (weight > max) max = weight;
			}
			if (sum === 0) continue;
			all += sum;
			full++;
			sink += values[start];
			if (diagonal < 1 || diagonal > columns) continue;
			followers++;
			previous += values[start + diagonal - 1];
		}
		found.entropy.push(short(entropy / Math.max(1, full)));
		found.max.push(short(max));
		found.distance.push(short(distance / Math.max(1, full)));
		found.sink.push(short(all === 0 ? 0 : sink / all));
		found.previous.push(short(previous / Math.max(1, followers)));
	}
	return found;
}
