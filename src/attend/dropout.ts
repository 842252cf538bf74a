import { type Tensor4D, tensor4d } from "@tensorflow/tfjs-core";

/** High and low half of a product of two 32-bit numbers. */
function product(a: number, b: number): [high: number, low: number] {
	const [aLow, aHigh, bLow, bHigh] = [a & 0xffff, a >>> 16, b & 0xffff, b >>> 16];
	const low = aLow * bLow;
	const middle = aHigh * bLow + (low >>> 16);
	const middleLow = (middle % 65536) + aLow * bHigh;
	const high = aHigh * bHigh + Math.floor(middle / 65536) + Math.floor(middleLow / 65536);
	return [high >>> 0, Math.imul(a, b) >>> 0];
}

/**
 * Philox 2x32 with 10 rounds: 64 random bits from a place alone, so that a backward pass draws what the forward drew.
 *
 * Salmon et al. 2011, "Parallel random numbers: as easy as 1, 2, 3".
 */
function philox(low: number, high: number, key: number): [low: number, high: number] {
	for (let round = 0; round < 10; round++) {
		const [carried, rest] = product(0xd256d193, low);
		low = (carried ^ key ^ high) >>> 0;
		high = rest;
		key = (key + 0x9e3779b9) >>> 0;
	}
	return [low, high];
}

/** The two halves of a seed. */
export function seedHalves(seed: number): [low: number, high: number] {
	return [seed >>> 0, Math.floor(seed / 2 ** 32) >>> 0];
}

/**
 * What dropout does to weights: 0 where one is dropped, else 1 / (1 - rate).
 *
 * @param shape - [B, H, rows, keys] of the rectangle whose first cell is query `row`, key `column`.
 */
export function dropoutFactors(
	shape: [number, number, number, number],
	rate: number,
	seed: number,
	[row, column]: readonly [number, number] = [0, 0],
): Tensor4D {
	const [B, H, rows, keys] = shape;
	const [seedLow, seedHigh] = seedHalves(seed);
	const least = Math.floor(Math.fround(rate) * 2 ** 32);
	const kept = 1 / (1 - Math.fround(rate));
	const factors = new Float32Array(B * H * rows * keys);
	let at = 0;
	for (let n = 0; n < B * H; n++) {
		const key = (seedLow ^ Math.imul(seedHigh, 0x85ebca6b) ^ Math.imul(n, 0xc2b2ae35)) >>> 0;
		for (let i = row; i < row + rows; i++) {
			let pair: [number, number] | undefined;
			for (let j = column; j < column + keys; j++) {
				if (pair === undefined || j % 2 === 0) pair = philox(j >>> 1, i, key);
				factors[at++] = pair[j % 2] >= least ? kept : 0;
			}
		}
	}
	return tensor4d(factors, shape);
}
